"""Files are searched, released, replaced and withdrawn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0004_invitations_keep_a_seed"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name='attachment',
            name='end_reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='ended_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attachment',
            name='found',
            field=models.JSONField(blank=True, default=list, verbose_name='words that name the raiser'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='pages',
            field=models.PositiveIntegerField(default=0, verbose_name='pages'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='released_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='released at'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='released_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attachment',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='dialogues.attachment'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='unread',
            field=models.PositiveIntegerField(default=0, verbose_name='pages without words'),
        ),
        migrations.AlterField(
            model_name='event',
            name='act',
            field=models.CharField(choices=[('accept', 'Accepted by the Association'), ('divert', 'Referred to the complaints procedure'), ('decline', 'Declined by the Association'), ('assign', 'Assigned; the clock runs'), ('hand_over', 'Handed over; the deadline stays'), ('solve', 'Answered: solved'), ('commit', 'Answered with a commitment; the clock runs on'), ('forward', 'Forwarded to the authority in charge'), ('refuse', 'Refused, with its legal ground'), ('explain', 'Answered: explanation only'), ('confirm', 'Confirmed by the enterprise'), ('reopen', 'Reopened; a new clock runs'), ('close', 'Closed'), ('withdraw', 'Withdrawn by the enterprise'), ('merge', 'Merged into another issue'), ('file', 'Received'), ('edit', 'Corrected'), ('contribute', 'Contribution of a co-ordinating agency'), ('add_agency', 'Co-ordinating agency added'), ('judge', 'Verdict of the enterprise'), ('publish', 'Published in the questions and answers'), ('unpublish', 'Taken out of the questions and answers'), ('redact', 'Words made unreadable'), ('file_release', 'Document released after a look through it'), ('file_replace', 'Document replaced'), ('file_remove', 'Document withdrawn'), ('end_links', 'Links to follow the issue ended'), ('reckon', 'Deadline reckoned anew after a correction of the calendar'), ('remind', 'Reminder sent'), ('escalate', 'Overdue: reported one step up'), ('absorb', 'Another issue merged into this one'), ('split', 'Part made an issue of its own'), ('support', 'Supported by another enterprise')], max_length=12, verbose_name='step'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='withdrawn_attachment_has_reason'),
        ),
    ]
