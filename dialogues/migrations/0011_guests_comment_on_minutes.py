"""Guests without an account comment on minutes."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dialogues', '0010_session_feedback'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='minutescomment',
            name='participant',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dialogues.participant', verbose_name='guest'),
        ),
        migrations.AlterField(
            model_name='minutescomment',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by'),
        ),
        migrations.AddConstraint(
            model_name='minutescomment',
            constraint=models.CheckConstraint(condition=models.Q(('author__isnull', False), ('participant__isnull', False), _connector='OR'), name='comment_comes_from_somebody'),
        ),
    ]
