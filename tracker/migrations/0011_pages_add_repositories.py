"""A path that a page has added stays below LOCAL_REPO_ROOTS at every scan."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0010_answers_wait_for_their_publication"),
    ]

    operations = [
        migrations.AddField(
            model_name="repository",
            name="from_page",
            field=models.BooleanField(default=False, help_text="added by a page: a path is held to LOCAL_REPO_ROOTS at every scan"),
        ),
    ]
