-- Why: a result is a fact. The queue of runs is work and changes; results and evidence are only ever added.

-- Claimed with SKIP LOCKED; the lease ends when a server dies, and the epoch keeps a woken one from writing.
CREATE TABLE runs (
    id             uuid PRIMARY KEY,
    deployment_id  uuid NOT NULL CONSTRAINT runs_deployment_fkey REFERENCES deployments (id),
    item_id        uuid NOT NULL CONSTRAINT runs_item_fkey REFERENCES items (id),
    -- The specification as it was when asked for, with variables filled in.
    spec           jsonb NOT NULL,
    state          text NOT NULL CONSTRAINT runs_state_known CHECK (state IN ('queued', 'running', 'finished', 'cancelled')),
    asked_by       uuid CONSTRAINT runs_asked_by_fkey REFERENCES people (id),
    queued_at      timestamptz NOT NULL,
    started_at     timestamptz,
    finished_at    timestamptz,
    claimed_by     uuid,
    lease_until    timestamptz,
    epoch          integer NOT NULL DEFAULT 0,
    CONSTRAINT runs_running_is_leased CHECK (state <> 'running' OR (lease_until IS NOT NULL AND claimed_by IS NOT NULL))
);
CREATE INDEX runs_due_idx ON runs (queued_at) WHERE state IN ('queued', 'running');
CREATE INDEX runs_item_idx ON runs (item_id, queued_at DESC);
-- A check runs once at a time.
CREATE UNIQUE INDEX runs_one_open_per_item ON runs (item_id) WHERE state IN ('queued', 'running');

CREATE TABLE results (
    id             uuid PRIMARY KEY,
    deployment_id  uuid NOT NULL CONSTRAINT results_deployment_fkey REFERENCES deployments (id),
    item_id        uuid NOT NULL CONSTRAINT results_item_fkey REFERENCES items (id),
    attempt        integer NOT NULL CONSTRAINT results_attempt_positive CHECK (attempt > 0),
    outcome        text NOT NULL CONSTRAINT results_outcome_known CHECK (outcome IN
                   ('passed', 'failed', 'inconclusive', 'errored', 'blocked', 'undone')),
    -- A person's words, or the sentence of the judgement.
    note           text CONSTRAINT results_note_length CHECK (length(note) <= 4000),
    -- By a person, or by a run. Never both, never neither.
    person_id      uuid CONSTRAINT results_person_fkey REFERENCES people (id),
    person_name    text,
    run_id         uuid CONSTRAINT results_run_key UNIQUE CONSTRAINT results_run_fkey REFERENCES runs (id),
    -- What was seen and how each rule was judged.
    measurement    jsonb,
    judgement      jsonb,
    spec           jsonb,
    recorded_at    timestamptz NOT NULL,
    CONSTRAINT results_one_source CHECK ((person_id IS NULL) <> (run_id IS NULL)),
    CONSTRAINT results_person_named CHECK ((person_id IS NULL) = (person_name IS NULL)),
    CONSTRAINT results_failed_says_why CHECK (outcome NOT IN ('failed', 'blocked') OR note IS NOT NULL),
    CONSTRAINT results_attempt_key UNIQUE (item_id, attempt)
);
CREATE INDEX results_deployment_idx ON results (deployment_id, recorded_at DESC);
ALTER TABLE items ADD CONSTRAINT items_latest_result_fkey FOREIGN KEY (latest_result_id) REFERENCES results (id);

CREATE TABLE evidence (
    id             uuid PRIMARY KEY,
    deployment_id  uuid NOT NULL CONSTRAINT evidence_deployment_fkey REFERENCES deployments (id),
    item_id        uuid NOT NULL CONSTRAINT evidence_item_fkey REFERENCES items (id),
    result_id      uuid CONSTRAINT evidence_result_fkey REFERENCES results (id),
    name           text NOT NULL CONSTRAINT evidence_name_length CHECK (length(name) BETWEEN 1 AND 200),
    media_type     text NOT NULL,
    size_bytes     integer NOT NULL CONSTRAINT evidence_size_range CHECK (size_bytes BETWEEN 1 AND 10485760),
    sha256         bytea NOT NULL CONSTRAINT evidence_sha256_length CHECK (length(sha256) = 32),
    person_id      uuid NOT NULL CONSTRAINT evidence_person_fkey REFERENCES people (id),
    person_name    text NOT NULL,
    added_at       timestamptz NOT NULL
);
CREATE INDEX evidence_item_idx ON evidence (item_id);
CREATE INDEX evidence_deployment_idx ON evidence (deployment_id, added_at DESC);

-- Apart from its description, so that lists never read the bytes.
CREATE TABLE evidence_content (
    evidence_id  uuid PRIMARY KEY CONSTRAINT evidence_content_evidence_fkey REFERENCES evidence (id),
    bytes        bytea NOT NULL
);
