import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_rights(apps, schema_editor):
    """Whoever had an account could change everything but accounts; the nearest role is the lead's."""
    accounts = apps.get_model("auth", "User").objects.using(schema_editor.connection.alias)
    operators, others = accounts.filter(is_superuser=True), accounts.filter(is_superuser=False)
    for name, people in (("admin", operators), ("lead", others)):
        if people.exists():
            group, _ = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias).get_or_create(name=name)
            group.user_set.add(*people)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("tracker", "0017_documents_have_subjects"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("guid", models.CharField(help_text="X-GitHub-Delivery", max_length=100, unique=True)),
                ("event", models.CharField(max_length=50)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("push", "a push to a repository of this instance"),
                            ("ping", "a ping"),
                            ("unknown", "a repository that is not here"),
                        ],
                        max_length=10,
                    ),
                ),
                ("received_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={"verbose_name_plural": "deliveries"},
        ),
        migrations.AddField(
            model_name="repository",
            name="pushed_at",
            field=models.DateTimeField(help_text="when the webhook last told of a push", null=True),
        ),
        migrations.AddField(
            model_name="repository",
            name="pinged_at",
            field=models.DateTimeField(help_text="when the webhook last told that it is set up", null=True),
        ),
        migrations.AddField(
            model_name="repository",
            name="push_waits",
            field=models.BooleanField(default=False, help_text="a push came after the open scan had looked: another one follows"),
        ),
        migrations.AddField(
            model_name="signinlink",
            name="user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="sign_in_links", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunPython(keep_rights, migrations.RunPython.noop),
    ]
