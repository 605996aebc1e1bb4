from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def count_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Numbers from before say nothing of the files that an issue touches."""
    apps.get_model("tracker", "Issue").objects.update(revision=F("revision") + 1)


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0008_issues_say_which_files_they_touch"),
    ]

    operations = [
        migrations.RunPython(count_again, migrations.RunPython.noop),
    ]
