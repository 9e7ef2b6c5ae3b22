"""Links to follow an issue: a digest each, with an end."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0005_files_wait_for_release")]

    operations = [
        migrations.CreateModel(
            name='FollowLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='digest of the link')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
            ],
            options={
                'verbose_name': 'link to follow an issue',
                'verbose_name_plural': 'links to follow an issue',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='followlink',
            name='issue',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_links', to='dialogues.issue'),
        ),
    ]
