"""The documents deadlines rest on, and which of them a deadline rests on."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0007_index_of_starts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='event',
            name='act',
            field=models.CharField(choices=[('accept', 'Accepted by the Association'), ('divert', 'Referred to the complaints procedure'), ('decline', 'Declined by the Association'), ('assign', 'Assigned; the clock runs'), ('hand_over', 'Handed over; the deadline stays'), ('solve', 'Answered: solved'), ('commit', 'Answered with a commitment; the clock runs on'), ('forward', 'Forwarded to the authority in charge'), ('refuse', 'Refused, with its legal ground'), ('explain', 'Answered: explanation only'), ('confirm', 'Confirmed by the enterprise'), ('reopen', 'Reopened; a new clock runs'), ('close', 'Closed'), ('withdraw', 'Withdrawn by the enterprise'), ('merge', 'Merged into another issue'), ('file', 'Received'), ('edit', 'Corrected'), ('contribute', 'Contribution of a co-ordinating agency'), ('add_agency', 'Co-ordinating agency added'), ('judge', 'Verdict of the enterprise'), ('publish', 'Published in the questions and answers'), ('unpublish', 'Taken out of the questions and answers'), ('redact', 'Words made unreadable'), ('file_release', 'Document released after a look through it'), ('file_replace', 'Document replaced'), ('file_remove', 'Document withdrawn'), ('end_links', 'Links to follow the issue ended'), ('reckon', 'Deadline reckoned anew after a correction of the calendar'), ('ground', 'Legal ground of a deadline named'), ('remind', 'Reminder sent'), ('escalate', 'Overdue: reported one step up'), ('absorb', 'Another issue merged into this one'), ('split', 'Part made an issue of its own'), ('support', 'Supported by another enterprise')], max_length=12, verbose_name='step'),
        ),
        migrations.CreateModel(
            name='DeadlineGround',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.CharField(help_text='Its kind, number, day and who issued it, as it is quoted in a letter.', max_length=200, verbose_name='document')),
                ('provision', models.CharField(blank=True, max_length=100, verbose_name='article, clause')),
                ('says', models.CharField(help_text='For which matters, how long, and from when the time runs.', max_length=400, verbose_name='what it says')),
                ('working_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='working days')),
                ('source', models.URLField(help_text='The address of the text, best in the national database of legal documents.', max_length=300, verbose_name='where it can be read')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='in force from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='in force until')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='looked up on')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='looked up by')),
            ],
            options={
                'verbose_name': 'legal ground of deadlines',
                'verbose_name_plural': 'legal grounds of deadlines',
                'ordering': ['document', 'provision', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='clock',
            name='ground',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='dialogues.deadlineground', verbose_name='legal ground'),
        ),
        migrations.AddConstraint(
            model_name='deadlineground',
            constraint=models.CheckConstraint(condition=models.Q(('working_days__range', (1, 60))), name='ground_gives_1_to_60_days'),
        ),
        migrations.AddConstraint(
            model_name='deadlineground',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_from__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='ground_ends_after_it_begins'),
        ),
    ]
