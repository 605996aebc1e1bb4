from django.db import migrations


def number(apps, schema_editor):
    """Two that were made at once may have one name: the later ones get a number behind it."""
    tokens = apps.get_model("tracker", "UploadToken").objects.filter(revoked_at=None)
    taken = set()
    for token in tokens.order_by("repository_id", "pk").iterator():
        name, place = token.name, 2
        while (token.repository_id, name) in taken:
            name, place = f"{token.name[:90]} ({place})", place + 1
        taken.add((token.repository_id, name))
        if name != token.name:
            tokens.filter(pk=token.pk).update(name=name)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0023_findings_are_found_by_identity")]

    operations = [migrations.RunPython(number, migrations.RunPython.noop)]
