import django.db.models.deletion
import surveys.models.responses
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0023_index_by_stratum'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperScan',
            fields=[
                ('id', models.BigAutoField(default=surveys.models.responses.random_key, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40, unique=True, verbose_name='name')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('digest', models.CharField(max_length=64, verbose_name='digest (SHA-256)')),
                ('file', models.FileField(upload_to='scans/', verbose_name='file')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scans', to='surveys.response', verbose_name='response')),
            ],
            options={
                'verbose_name': 'scan of a paper form',
                'verbose_name_plural': 'scans of paper forms',
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('response', 'digest'), name='one_scan_a_file')],
            },
        ),
    ]
