import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Phase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=500)),
                ("says_complete", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "depth",
                    models.CharField(
                        choices=[
                            ("none", "nothing yet"),
                            ("tip", "the newest commit"),
                            ("line", "the first-parent line"),
                            ("graph", "every commit"),
                        ],
                        max_length=8,
                    ),
                ),
                ("ref", models.CharField(max_length=500)),
                ("tip_oid", models.CharField(max_length=64)),
                ("analyzer", models.CharField(max_length=24)),
                ("commits", models.PositiveIntegerField(default=0, help_text="commits of the graph")),
                ("line_commits", models.PositiveIntegerField(default=0, help_text="commits of the first-parent line")),
                ("excluded_files", models.JSONField(default=dict, help_text="category -> files at the tip that are not counted")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="SignInLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="BlobFacts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("oid", models.CharField(max_length=64)),
                ("analyzer", models.CharField(max_length=24)),
                ("verdict", models.CharField(max_length=24)),
                ("size", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("verdict", "ok"), _negated=True), fields=["analyzer"], name="blobfacts_unreadable")
                ],
                "constraints": [models.UniqueConstraint(fields=("analyzer", "oid"), name="blobfacts_once_per_analyzer")],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("notes", models.JSONField(default=list, help_text="bullets below the box, as text")),
                ("ticked", models.BooleanField()),
                ("depth", models.PositiveSmallIntegerField(default=0, help_text="boxes that it is nested in")),
                ("line", models.PositiveIntegerField(help_text="line in the document, from 1")),
                ("phase", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="items", to="tracker.phase")),
            ],
        ),
        migrations.CreateModel(
            name="Repository",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("source", models.CharField(help_text="Address or local path", max_length=2000, unique=True)),
                ("is_local", models.BooleanField()),
                ("ref", models.CharField(default="HEAD", help_text="Branch, tag or any revision to follow", max_length=500)),
                ("interval_minutes", models.PositiveIntegerField(default=60, help_text="Minutes between scans; 0 turns the schedule off")),
                ("path_rules", models.TextField(help_text="category glob, one a line; first match wins")),
                ("excluded_categories", models.CharField(default="backup vendored generated", max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "published",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="tracker.publication"),
                ),
            ],
            options={
                "verbose_name_plural": "repositories",
            },
        ),
        migrations.AddField(
            model_name="publication",
            name="repository",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="publications", to="tracker.repository"),
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=200, unique=True)),
                ("title", models.CharField(max_length=300)),
                ("symbol", models.CharField(blank=True, default="", max_length=200)),
                ("canonical_module", models.CharField(blank=True, default="", max_length=500)),
                (
                    "intended_paths",
                    models.TextField(blank=True, default="", help_text="globs of files whose references are intended, one a line"),
                ),
                ("github_url", models.URLField(blank=True, default="", max_length=500)),
                ("opened_on", models.DateField(null=True)),
                ("status_text", models.CharField(blank=True, default="", help_text="the tracker's own words", max_length=300)),
                ("priority_text", models.CharField(blank=True, default="", help_text="the tracker's own words", max_length=300)),
                ("revision", models.PositiveIntegerField(default=1, help_text="grows with every change of what is counted")),
                ("counted_revision", models.PositiveIntegerField(default=0, help_text="the revision whose numbers are published")),
                ("counted_in", models.BigIntegerField(help_text="id of the publication that counted_revision stands in", null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "repository",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="issues", to="tracker.repository"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[("first", "first scan"), ("hand", "by hand"), ("schedule", "schedule"), ("push", "push")], max_length=10
                    ),
                ),
                ("ref", models.CharField(max_length=500)),
                (
                    "depth",
                    models.CharField(
                        choices=[
                            ("none", "nothing yet"),
                            ("tip", "the newest commit"),
                            ("line", "the first-parent line"),
                            ("graph", "every commit"),
                        ],
                        default="graph",
                        help_text="how far it shall go",
                        max_length=8,
                    ),
                ),
                (
                    "published_depth",
                    models.CharField(
                        choices=[
                            ("none", "nothing yet"),
                            ("tip", "the newest commit"),
                            ("line", "the first-parent line"),
                            ("graph", "every commit"),
                        ],
                        default="none",
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("published", "Published"),
                            ("failed", "Failed"),
                            ("paused", "Paused"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("copy", "Copy the repository"),
                            ("list", "List the changes"),
                            ("read", "Read files"),
                            ("count", "Count every commit"),
                        ],
                        default="copy",
                        max_length=8,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("none", "nothing yet"),
                            ("tip", "the newest commit"),
                            ("line", "the first-parent line"),
                            ("graph", "every commit"),
                        ],
                        default="tip",
                        max_length=8,
                    ),
                ),
                ("tip_oid", models.CharField(blank=True, default="", max_length=64)),
                ("sentence", models.CharField(blank=True, default="", help_text="what is being done now", max_length=500)),
                ("error", models.TextField(blank=True, default="")),
                ("error_detail", models.TextField(blank=True, default="", help_text="what Git said, without secrets")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField(help_text="a retry waits until then", null=True)),
                ("worker", models.CharField(blank=True, default="", max_length=100)),
                ("lease_token", models.CharField(blank=True, default="", max_length=32)),
                ("lease_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "repository",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="scans", to="tracker.repository"),
                ),
                ("requested_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name="publication",
            name="scan",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="publications", to="tracker.scan"
            ),
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("none", "nothing yet"),
                            ("tip", "the newest commit"),
                            ("line", "the first-parent line"),
                            ("graph", "every commit"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("oids", models.BinaryField(help_text="blob ids, 20 bytes each, in pack order")),
                ("total", models.PositiveIntegerField(help_text="blobs")),
                ("done", models.PositiveIntegerField(default=0, help_text="blobs read so far")),
                ("bytes_read", models.BigIntegerField(default=0)),
                ("stopped", models.PositiveIntegerField(default=0, help_text="blobs that crashed or timed out the parser")),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "Queued"), ("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="queued",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("worker", models.CharField(blank=True, default="", max_length=100)),
                ("lease_token", models.CharField(blank=True, default="", max_length=32)),
                ("lease_until", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("scan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="batches", to="tracker.scan")),
            ],
        ),
        migrations.CreateModel(
            name="ScanEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("sentence", models.CharField(max_length=300)),
                ("important", models.BooleanField(default=False)),
                ("scan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to="tracker.scan")),
            ],
        ),
        migrations.CreateModel(
            name="TermSegment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("analyzer", models.CharField(max_length=24)),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("analyzer", "first_id"), name="segment_of_terms_once")],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.CharField(max_length=300)),
                ("ids", models.BinaryField(help_text="ids of BlobFacts less the segment's first, uint32 each, ascending")),
                ("segment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="terms", to="tracker.termsegment")),
            ],
        ),
        migrations.CreateModel(
            name="TrackedRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rule", models.CharField(max_length=40)),
                ("options", models.JSONField(default=dict)),
                ("issue", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="tracker.issue")),
            ],
        ),
        migrations.CreateModel(
            name="TrackerDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(help_text="path in the repository, or the file's name", max_length=1000)),
                ("in_repository", models.BooleanField(default=False)),
                ("text", models.TextField(help_text="characters repaired")),
                ("problems", models.JSONField(default=list, help_text="sentences about what was not understood")),
                ("imported_at", models.DateTimeField(auto_now=True)),
                ("issue", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="document", to="tracker.issue")),
            ],
        ),
        migrations.AddField(
            model_name="phase",
            name="document",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="tracker.trackerdocument"),
        ),
        migrations.CreateModel(
            name="UnreadableFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=4096)),
                ("category", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=500)),
                ("versions", models.PositiveIntegerField()),
                ("first", models.PositiveIntegerField(help_text="line_index")),
                ("last", models.PositiveIntegerField(help_text="line_index of the last commit that has it unreadable")),
                ("at_tip", models.BooleanField()),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="unreadable_files", to="tracker.publication"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("commit_number", models.PositiveIntegerField()),
                ("rule", models.CharField(max_length=60)),
                ("category", models.CharField(max_length=20)),
                ("count", models.PositiveIntegerField(help_text="places")),
                ("files", models.PositiveIntegerField(help_text="files with at least one place")),
                (
                    "issue",
                    models.ForeignKey(
                        help_text="none: unreadable files, the same for every issue",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measurements",
                        to="tracker.issue",
                    ),
                ),
                ("publication", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tracker.publication")),
            ],
            options={
                "indexes": [models.Index(fields=["issue", "publication", "commit_number"], name="measurement_of_issue")],
            },
        ),
        migrations.CreateModel(
            name="Implementation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=4096)),
                ("line", models.PositiveIntegerField()),
                ("qualified_name", models.CharField(max_length=500)),
                ("class_name", models.CharField(max_length=20)),
                ("category", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=500)),
                ("identity", models.CharField(help_text="the same implementation keeps it while lines move", max_length=32)),
                ("introduced", models.PositiveIntegerField(help_text="line_index, as for a finding")),
                ("removed", models.PositiveIntegerField(help_text="line_index, as for a finding", null=True)),
                ("born", models.PositiveIntegerField(help_text="line_index, as for a finding")),
                ("died", models.PositiveIntegerField(help_text="line_index, as for a finding", null=True)),
                (
                    "issue",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="implementations", to="tracker.issue"),
                ),
                ("publication", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tracker.publication")),
            ],
            options={
                "indexes": [models.Index(fields=["issue", "publication", "removed"], name="implementation_of_issue")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identity", models.CharField(help_text="the same place keeps it while lines move", max_length=32)),
                ("rule", models.CharField(max_length=40)),
                ("path", models.CharField(max_length=4096)),
                ("line", models.PositiveIntegerField(help_text="at the newest commit that has it")),
                ("category", models.CharField(max_length=20)),
                ("form", models.CharField(max_length=20)),
                ("scope", models.CharField(max_length=10)),
                ("within", models.CharField(blank=True, default="", max_length=500)),
                ("guard", models.CharField(max_length=15)),
                ("reason", models.CharField(blank=True, default="", help_text="the chain of a re-export", max_length=500)),
                ("module", models.CharField(max_length=500)),
                ("name", models.CharField(help_text="imported names, comma between", max_length=1000)),
                ("statement", models.CharField(help_text="normalised, for the eye", max_length=1000)),
                ("intended", models.BooleanField(default=False)),
                ("introduced", models.PositiveIntegerField(help_text="line_index of the first commit that has it at this path")),
                ("removed", models.PositiveIntegerField(help_text="line_index of the first commit without it at this path", null=True)),
                (
                    "born",
                    models.PositiveIntegerField(
                        help_text="line_index of the commit that brought it, under an earlier name of the file perhaps"
                    ),
                ),
                ("died", models.PositiveIntegerField(help_text="line_index of the commit that removed it under every name", null=True)),
                ("issue", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="tracker.issue")),
                ("publication", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tracker.publication")),
            ],
            options={
                "indexes": [models.Index(fields=["issue", "publication", "removed", "category"], name="finding_of_issue")],
            },
        ),
        migrations.CreateModel(
            name="HistorySegment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "repository",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="segments", to="tracker.repository"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("repository", "number"), name="segment_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Commit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("oid", models.CharField(max_length=64)),
                ("first_parent", models.IntegerField(help_text="number of the first parent, -1 for a root")),
                ("parents", models.PositiveSmallIntegerField(help_text="how many parents")),
                ("author_name", models.CharField(max_length=200)),
                ("author_email", models.CharField(max_length=254)),
                ("authored_at", models.DateTimeField()),
                ("committed_at", models.DateTimeField()),
                ("subject", models.CharField(max_length=300)),
                ("line_index", models.PositiveIntegerField(help_text="place on the published line, 0 the oldest", null=True)),
                (
                    "repository",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="commits", to="tracker.repository"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["repository", "line_index"], name="commit_by_line")],
                "constraints": [
                    models.UniqueConstraint(fields=("repository", "number"), name="commit_number_once"),
                    models.UniqueConstraint(fields=("repository", "oid"), name="commit_oid_once"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="scan",
            index=models.Index(fields=["state", "lease_until"], name="scan_claimable"),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["queued", "running"])), fields=("repository",), name="scan_one_open_per_repository"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(fields=("scan", "stage", "number"), name="batch_number_once"),
        ),
        migrations.AddIndex(
            model_name="term",
            index=models.Index(fields=["term"], name="term_by_name"),
        ),
        migrations.AddConstraint(
            model_name="trackedrule",
            constraint=models.UniqueConstraint(fields=("issue", "rule"), name="rule_once_per_issue"),
        ),
    ]
