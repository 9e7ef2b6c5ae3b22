import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0011_orders_become_jobs'),
    ]

    operations = [
        migrations.RemoveField(model_name='dataexport', name='problem'),
        migrations.RemoveField(model_name='dataexport', name='status'),
        migrations.RemoveField(model_name='sending', name='finished_at'),
        migrations.RemoveField(model_name='sending', name='problem'),
        migrations.RemoveField(model_name='sending', name='status'),
        migrations.AlterField(
            model_name='sending',
            name='job',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sending', to='core.job', verbose_name='order in the background'),
        ),
    ]
