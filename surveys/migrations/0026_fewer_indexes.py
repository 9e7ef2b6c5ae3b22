"""Indexes that nothing reads are written for nothing, by everybody who sends answers."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0025_what_a_file_of_answers_holds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='draft',
            name='key',
            field=models.CharField(max_length=64, verbose_name='key'),
        ),
        migrations.AlterField(
            model_name='response',
            name='idempotency_key',
            field=models.CharField(default=uuid.uuid4, max_length=64, verbose_name='key of the sending'),
        ),
        migrations.AlterField(
            model_name='response',
            name='receipt_code',
            field=models.CharField(blank=True, max_length=12, null=True, verbose_name='receipt code'),
        ),
        migrations.AlterField(
            model_name='response',
            name='review',
            field=models.CharField(choices=[('unseen', 'not reviewed'), ('kept', 'kept'), ('set_aside', 'set aside')], default='unseen', max_length=9, verbose_name='review'),
        ),
        migrations.AlterField(
            model_name='response',
            name='reviewed_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewed by'),
        ),
        migrations.AlterField(
            model_name='response',
            name='submitted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='sent at'),
        ),
        migrations.AlterField(
            model_name='sampledenterprise',
            name='disposition',
            field=models.CharField(choices=[('pending', 'no answer yet'), ('complete', 'answered'), ('partial', 'answered in part'), ('refused', 'refused'), ('no_contact', 'could not be reached'), ('other', 'eligible, no answer for another reason'), ('not_eligible', 'not eligible (closed, moved away)'), ('unknown', 'eligibility unknown')], default='pending', max_length=12, verbose_name='outcome'),
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(condition=models.Q(('reviewed_by__isnull', False)), fields=['reviewed_by'], name='response_by_reviewer'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('key',), name='draft_key_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.UniqueConstraint(fields=('idempotency_key',), name='response_is_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.UniqueConstraint(fields=('receipt_code',), name='receipt_code_is_unique'),
        ),
    ]
