"""Products know their park, and are found by their name."""

from django.db import migrations

from enterprises.search import search_text

PARKS = (
    "UPDATE enterprises_product AS p SET park_id = e.park_id, searched = p.name || E'\\n' || p.model "
    "FROM enterprises_enterprise AS e WHERE e.id = p.enterprise_id",
    "UPDATE enterprises_productevent AS p SET park_id = coalesce("
    "(SELECT park_id FROM enterprises_enterprise AS e WHERE e.id = p.enterprise_id), "
    "(SELECT min(id) FROM core_park)) WHERE park_id IS NULL",
)


def fill(apps, schema_editor):
    """The park of its enterprise, and the keys of its name."""
    with schema_editor.connection.cursor() as cursor:
        for sql in PARKS:
            cursor.execute(sql)
        cursor.execute("SELECT DISTINCT name FROM enterprises_product")
        for (name,) in cursor.fetchall():
            cursor.execute(
                "UPDATE enterprises_product SET search_text = %s WHERE name = %s",
                [search_text([name], []), name],
            )


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0008_registers"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
