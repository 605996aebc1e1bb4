import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CandidateReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("data", models.JSONField()),
                (
                    "publication",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="candidate_report", to="tracker.publication"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CandidateDismissal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list", models.CharField(choices=[("classes", "Duplicate classes"), ("imports", "Fragmented imports")], max_length=10)),
                ("name", models.CharField(max_length=500)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("dismissed_at", models.DateTimeField(auto_now_add=True)),
                (
                    "dismissed_by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL),
                ),
                (
                    "repository",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="candidate_dismissals", to="tracker.repository"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="candidatedismissal",
            constraint=models.UniqueConstraint(fields=("repository", "list", "name"), name="candidate_dismissed_once"),
        ),
        migrations.AddConstraint(
            model_name="candidatedismissal",
            constraint=models.CheckConstraint(condition=models.Q(("list__in", ["classes", "imports"])), name="candidate_list_known"),
        ),
    ]
