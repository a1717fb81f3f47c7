"""The flows of the summariser: what each does, and the registry that says how it stands."""

from __future__ import annotations

from .common import Data, Record, sha256

SERVICE = "summarizer_service"
CHUNK_SETS = "docs.chunk_set.summarize.brief.v1"
SESSIONS = "gpt.session.summarize.parsed_message.v3"
NOTES = "gpt.log.annotate.obsidian_note_meta.v1"
PAGES = "web.page.categorize.webpage_categorization.v1"
REPLACED = "jobs.posting.screen.job_screening.v1"
PLANNED = "crm.contacts.plan.next_actions.v1"
#: the flows that the ecosystem began with; all others are active
FLOWS = (
    PLANNED,
    "digest.weekly.summarize.weekly_digest.v1",
    CHUNK_SETS,
    "docs.page.generate.docusaurus_md.v1",
    "email.gatekeeper.classify.gatekeeper_item.v1",
    "email.triage.extract_event.calendar_event.v1",
    "email.triage.extract_task.task_item.v1",
    "gpt.log.annotate.business_meta.v1",
    NOTES,
    SESSIONS,
    REPLACED,
    "jobs.posting.screen.job_screening.v2",
    "latex.section.convert.docusaurus_md.v1",
    "news.agenda.generate.seed_ideas.v1",
    "news.articles.parse_and_cluster.topic_clusters.v1",
    "news.seed.expand.seed_card.v1",
    "opportunities.digest.rank_and_route.v1",
    "ops.run.summarize.pipeline_run.v1",
    PAGES,
    "writing.outline.generate.v1",
)
STATUS = {
    REPLACED: "deprecated",
    PLANNED: "disabled",
    "docs.page.generate.docusaurus_md.v1": "disabled",
    "opportunities.digest.rank_and_route.v1": "disabled",
    "ops.run.summarize.pipeline_run.v1": "disabled",
    "writing.outline.generate.v1": "disabled",
}
#: flows that come in a stricter variant, too
STRICT = (SESSIONS,)


def pack(flow_id: str, variant: str | None) -> dict[str, bytes]:
    """Return the files of a flow, by their names: its steps, and what it asks a model."""
    steps = (
        f"flow_id: {flow_id}\nnodes:\n  - {{name: ask, prompt: prompt.md}}\n  - {{name: check, after: ask}}\n"
    )
    task = " ".join(flow_id.split(".")[2:-1]).replace("_", " ")
    manner = " Say only what stands in the text." if variant == "strict" else ""
    return {
        "flow.dag.yaml": steps.encode(),
        "prompt.md": f"{task.capitalize()} in plain words.{manner}\n".encode(),
    }


def listing(files: dict[str, bytes]) -> str:
    """Return the digests of the files of a folder, a line each, as ``sha256sum`` prints them."""
    return "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(files.items()))


def record(flow_id: str, variant: str | None, files: dict[str, bytes]) -> Record:
    """Return the entry of a flow in the registry."""
    name = f"{flow_id}.{variant}" if variant else flow_id
    return {
        "schema_version": "flow_pack_record.v1",
        "flow_id": flow_id,
        "variant": variant,
        "status": STATUS.get(flow_id, "active"),
        "pack_dir": f"{SERVICE}/flow_packs/{name}",
        "entry_dag": "flow.dag.yaml",
        "declared_outputs": {"output_schema_id": flow_id.split(".")[-2], "output_schema_path": None},
        "io_contract": {
            "inputs": [{"name": "text", "type": "string", "required": True}],
            "outputs": [{"name": "summary_text", "type": "string"}],
        },
        "metadata": {"domain": flow_id.split(".", 1)[0]},
        "integrity": {"pack_hash": "sha256:" + sha256(listing(files)), "updated_at": "2026-02-20T09:00:00Z"},
    }


def write_flows(data: Data) -> None:
    """Write the pack of every flow, and the registry."""
    records = []
    for flow_id in FLOWS:
        for variant in (None, "strict") if flow_id in STRICT else (None,):
            files = pack(flow_id, variant)
            records.append(record(flow_id, variant, files))
            for name, content in files.items():
                data.write(f"{records[-1]['pack_dir']}/{name}", content)
    data.lines(f"{SERVICE}/flow_registry/registry.flow_packs.v1.jsonl", records)
