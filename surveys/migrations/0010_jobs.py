import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0004_subject_in_both_languages'),
        ('surveys', '0009_who_replaces_whom'),
    ]

    operations = [
        migrations.AddField(
            model_name='dataexport',
            name='job',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='export', to='core.job', verbose_name='order in the background'),
        ),
        migrations.AddField(
            model_name='sending',
            name='job',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sending', to='core.job', verbose_name='order in the background'),
        ),
    ]
