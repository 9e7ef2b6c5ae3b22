"""Feedback on a session: when it is taken, who has given it, and apart from that what was said."""


import django.core.validators
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0009_first_grounds'),
        ('directory', '0006_fill_order_of_names'),
        ('pci', '0003_uploads'),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionFeedback',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('enterprise', 'enterprise'), ('agency', 'agency')], max_length=10, verbose_name='side')),
                ('useful', models.PositiveSmallIntegerField(verbose_name='The session was useful to us')),
                ('heard', models.PositiveSmallIntegerField(verbose_name='We could say what mattered to us')),
                ('answered', models.PositiveSmallIntegerField(verbose_name='The answers were to the point')),
                ('comment', models.TextField(blank=True, verbose_name='comment')),
                ('given_on', models.DateField(verbose_name='given on')),
            ],
            options={
                'verbose_name': 'feedback on a session',
                'verbose_name_plural': 'feedback on sessions',
                'ordering': ['session', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='participant',
            name='has_given_feedback',
            field=models.BooleanField(default=False, verbose_name='has given feedback'),
        ),
        migrations.AddField(
            model_name='session',
            name='feedback',
            field=models.CharField(choices=[('never', 'not asked'), ('start', 'from the beginning of the session'), ('end', 'once the session has ended')], default='end', help_text='Those checked in answer through their personal link, without their name.', max_length=5, verbose_name='feedback on the session'),
        ),
        migrations.AddField(
            model_name='session',
            name='feedback_days',
            field=models.PositiveSmallIntegerField(default=10, help_text='Counted from the end of the session.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='days for feedback'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('feedback_days__range', (1, 60))), name='feedback_lasts_1_to_60_days'),
        ),
        migrations.AddField(
            model_name='sessionfeedback',
            name='session',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='dialogues.session', verbose_name='session'),
        ),
        migrations.AddConstraint(
            model_name='sessionfeedback',
            constraint=models.CheckConstraint(condition=models.Q(('answered__range', (1, 5)), ('heard__range', (1, 5)), ('useful__range', (1, 5))), name='feedback_from_1_to_5'),
        ),
    ]
