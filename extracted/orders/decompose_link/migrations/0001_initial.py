"""What a side keeps about the other, whichever services there are."""

from __future__ import annotations

from typing import ClassVar

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Four tables, all of this side's own but for the events that arrive."""

    initial = True
    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="Owner",
            fields=[
                ("service", models.CharField(max_length=63, primary_key=True, serialize=False)),
                ("owner", models.CharField(default="monolith", max_length=63)),
                ("epoch", models.BigIntegerField(default=0)),
                ("changed_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "decompose_owner"},
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("caller", models.CharField(max_length=63)),
                ("key", models.CharField(max_length=200)),
                ("body_hash", models.CharField(max_length=64)),
                ("answer", models.JSONField(null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={"db_table": "decompose_answer"},
        ),
        migrations.AddConstraint(
            "answer",
            models.UniqueConstraint(fields=["caller", "key"], name="decompose_answer_once"),
        ),
        migrations.CreateModel(
            name="Handled",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=63)),
                ("event", models.BigIntegerField()),
                ("tries", models.PositiveIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "decompose_handled"},
        ),
        migrations.AddConstraint(
            "handled",
            models.UniqueConstraint(fields=["origin", "event"], name="decompose_handled_once"),
        ),
        migrations.CreateModel(
            name="FromMonolith",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("service", models.CharField(max_length=63)),
                ("kind", models.CharField(max_length=20)),
                ("body", models.JSONField()),
                ("epoch", models.BigIntegerField(default=0)),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={"db_table": "decompose_from_monolith", "abstract": False},
        ),
    ]
