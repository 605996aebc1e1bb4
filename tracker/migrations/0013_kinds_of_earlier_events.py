from django.db import migrations
from django.db.models import Q

#: What was told in the words that had to be read back until now.
STAGES = {"tip": "the newest commit", "line": "the first-parent line", "graph": "every commit"}


def sort_events(apps, schema_editor):
    """Give the events of earlier scans their kind, and mark the scans that somebody ended."""
    events = apps.get_model("tracker", "ScanEvent").objects.using(schema_editor.connection.alias)
    events.filter(sentence="Mirror ready").update(kind="mirror")
    events.filter(Q(sentence__regex=r"^[0-9,]+ commits$") | Q(sentence__startswith="Newest commit ")).update(kind="commits")
    events.filter(sentence__startswith="Reading ").update(kind="reading")
    for stage, words in STAGES.items():
        events.filter(sentence__startswith=f"Numbers published: {words} ").update(kind="published", stage=stage)
    scans = apps.get_model("tracker", "Scan").objects.using(schema_editor.connection.alias)
    scans.filter(state="failed", error__startswith="Stopped").update(stopped_by_hand=True)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0012_events_say_their_kind")]

    operations = [migrations.RunPython(sort_events, migrations.RunPython.noop, elidable=True)]
