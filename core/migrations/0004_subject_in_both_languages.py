from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_jobs'),
    ]

    operations = [
        migrations.RenameField(model_name='job', old_name='subject', new_name='subject_vi'),
        migrations.AlterField(
            model_name='job',
            name='subject_vi',
            field=models.CharField(blank=True, max_length=200, verbose_name='about (Vietnamese)'),
        ),
        migrations.AddField(
            model_name='job',
            name='subject_en',
            field=models.CharField(blank=True, max_length=200, verbose_name='about (English)'),
        ),
    ]
