import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0019_reports_are_shared_and_issues_have_a_target"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="checklistitem",
            name="key",
            field=models.CharField(blank=True, default="", help_text="as in the ledger; empty: not known yet", max_length=32),
        ),
        migrations.AddField(
            model_name="phase",
            name="key",
            field=models.CharField(blank=True, default="", help_text="stays the same when the document is read again", max_length=32),
        ),
        migrations.CreateModel(
            name="EnteredOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phases", models.JSONField(default=list, help_text="keys; what is not among them stands where the document has it")),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "issue",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="entered_order", to="tracker.issue"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EnteredChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("author_name", models.CharField(help_text="kept when the account goes", max_length=150)),
                ("at", models.DateTimeField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("begun", "began the checklist"),
                            ("template", "applied the template"),
                            ("phase added", "added the phase"),
                            ("phase named", "renamed the phase"),
                            ("phase moved", "moved the phase"),
                            ("phase removed", "removed the phase"),
                            ("phase restored", "brought the phase back"),
                            ("phase needs support", "changed when the phase counts as complete"),
                            ("added", "added"),
                            ("ticked", "ticked"),
                            ("unticked", "unticked"),
                            ("worded", "reworded"),
                            ("moved", "moved"),
                            ("removed", "removed"),
                            ("restored", "brought back"),
                            ("assigned", "assigned"),
                            ("due", "set the due date of"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(blank=True, default="", help_text="of the item or phase", max_length=32)),
                ("about", models.CharField(blank=True, default="", help_text="its words then", max_length=300)),
                ("before", models.CharField(blank=True, default="", max_length=2000)),
                ("after", models.CharField(blank=True, default="", max_length=2000)),
                (
                    "author",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entered_changes", to="tracker.issue"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["issue", "-id"], name="changes_of_an_issue")],
            },
        ),
        migrations.CreateModel(
            name="EnteredItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(help_text="of the item, as in the ledger", max_length=32)),
                ("phase", models.CharField(help_text="key of the phase that it stands in, or stood in last", max_length=32)),
                ("is_own", models.BooleanField(default=False)),
                ("text", models.TextField(blank=True, default="", help_text="ours; empty: as the document has it")),
                ("words", models.TextField(blank=True, default="", help_text="as the document had it last")),
                ("ticked", models.BooleanField(help_text="null: as the document has it", null=True)),
                ("ticked_at", models.DateTimeField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="assigned_items", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("issue", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entered_items", to="tracker.issue")),
                (
                    "ticked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("issue", "key"), name="item_entered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_own", False), models.Q(models.Q(("text", ""), _negated=True), ("ticked__isnull", False)), _connector="OR"
                        ),
                        name="own_item_has_text",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_own", True), ("removed_at", None), _connector="OR"), name="only_own_items_are_removed"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnteredPhase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=32)),
                ("is_own", models.BooleanField(default=False)),
                ("title", models.CharField(blank=True, default="", help_text="ours; empty: as the document has it", max_length=300)),
                ("heading", models.CharField(blank=True, default="", help_text="as the document had it last", max_length=500)),
                (
                    "order",
                    models.JSONField(default=list, help_text="keys of its items; what is not among them stands where the document has it"),
                ),
                ("needs_support", models.BooleanField(default=False, help_text="it counts as complete only when its claims are supported")),
                ("removed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entered_phases", to="tracker.issue"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("issue", "key"), name="phase_entered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("is_own", False), models.Q(("title", ""), _negated=True), _connector="OR"),
                        name="own_phase_has_title",
                    ),
                ],
            },
        ),
    ]
