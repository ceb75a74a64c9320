-- Why: a deployment has its own checklist. The document it came from is kept whole beside it; what people tick, check and
-- sign are rows. Phases, tasks and items are edited and removed only by acts that leave an audit event.

CREATE TABLE imports (
    id          uuid PRIMARY KEY,
    person_id   uuid NOT NULL CONSTRAINT imports_person_fkey REFERENCES people (id),
    name        text NOT NULL CONSTRAINT imports_name_length CHECK (length(name) BETWEEN 1 AND 200),
    -- The decoded text with secrets masked, and the hash of the bytes as they came.
    text        text NOT NULL,
    sha256      bytea NOT NULL CONSTRAINT imports_sha256_length CHECK (length(sha256) = 32),
    -- What was understood, and what the person made of it.
    proposed    jsonb NOT NULL,
    checklist   jsonb NOT NULL,
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    used_at     timestamptz
);
CREATE INDEX imports_person_idx ON imports (person_id, updated_at DESC);

CREATE TABLE templates (
    id           uuid PRIMARY KEY,
    team_id      uuid NOT NULL CONSTRAINT templates_team_fkey REFERENCES teams (id),
    name         text NOT NULL CONSTRAINT templates_name_length CHECK (length(name) BETWEEN 1 AND 120),
    created_at   timestamptz NOT NULL,
    archived_at  timestamptz,
    CONSTRAINT templates_name_key UNIQUE (team_id, name)
);

CREATE TABLE template_versions (
    template_id  uuid NOT NULL CONSTRAINT template_versions_template_fkey REFERENCES templates (id),
    version      integer NOT NULL CONSTRAINT template_versions_version_positive CHECK (version > 0),
    checklist    jsonb NOT NULL,
    saved_by     uuid NOT NULL CONSTRAINT template_versions_saved_by_fkey REFERENCES people (id),
    saved_at     timestamptz NOT NULL,
    CONSTRAINT template_versions_pkey PRIMARY KEY (template_id, version)
);

CREATE TABLE deployments (
    id              uuid PRIMARY KEY,
    service_id      uuid NOT NULL CONSTRAINT deployments_service_fkey REFERENCES services (id),
    environment_id  uuid NOT NULL CONSTRAINT deployments_environment_fkey REFERENCES environments (id),
    title           text NOT NULL CONSTRAINT deployments_title_length CHECK (length(title) BETWEEN 1 AND 300),
    version         text NOT NULL CONSTRAINT deployments_version_length CHECK (length(version) BETWEEN 1 AND 80),
    commit_id       text CONSTRAINT deployments_commit_length CHECK (length(commit_id) BETWEEN 1 AND 80),
    image           text CONSTRAINT deployments_image_length CHECK (length(image) BETWEEN 1 AND 300),
    state           text NOT NULL CONSTRAINT deployments_state_known CHECK (state IN
                    ('draft', 'preparing', 'deploying', 'watching', 'done', 'rolled_back', 'cancelled')),
    planned_t0      timestamptz,
    t0              timestamptz,
    closed_at       timestamptz,
    closing_reason  text,
    author_id       uuid NOT NULL CONSTRAINT deployments_author_fkey REFERENCES people (id),
    -- The checklist as created: criteria, alerts, risks, contacts, messages and the ledger live here.
    checklist       jsonb NOT NULL,
    checklist_revision integer NOT NULL DEFAULT 1,
    source_text     text,
    origin          text NOT NULL,
    example         boolean NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    archived_at     timestamptz,
    CONSTRAINT deployments_started_has_t0 CHECK
        ((t0 IS NULL) = (state IN ('draft', 'preparing', 'cancelled')))
);
CREATE INDEX deployments_service_idx ON deployments (service_id, created_at DESC);
CREATE INDEX deployments_open_idx ON deployments (changed_at DESC)
    WHERE archived_at IS NULL AND state IN ('draft', 'preparing', 'deploying', 'watching');
CREATE INDEX deployments_closed_idx ON deployments (closed_at DESC)
    WHERE archived_at IS NULL AND state IN ('done', 'rolled_back', 'cancelled');
ALTER TABLE invitations ADD CONSTRAINT invitations_deployment_fkey FOREIGN KEY (deployment_id) REFERENCES deployments (id);

CREATE TABLE deployment_roles (
    deployment_id  uuid NOT NULL CONSTRAINT deployment_roles_deployment_fkey REFERENCES deployments (id),
    person_id      uuid NOT NULL CONSTRAINT deployment_roles_person_fkey REFERENCES people (id),
    role           text NOT NULL CONSTRAINT deployment_roles_role_known CHECK (role IN
                   ('lead', 'tech_lead', 'qa_lead', 'qa', 'ops', 'dev', 'product', 'stakeholder', 'auditor')),
    CONSTRAINT deployment_roles_pkey PRIMARY KEY (deployment_id, person_id, role)
);
CREATE INDEX deployment_roles_person_idx ON deployment_roles (person_id);

CREATE TABLE phases (
    id              uuid PRIMARY KEY,
    deployment_id   uuid NOT NULL CONSTRAINT phases_deployment_fkey REFERENCES deployments (id),
    ordinal         integer NOT NULL CONSTRAINT phases_ordinal_positive CHECK (ordinal > 0),
    title           text NOT NULL CONSTRAINT phases_title_length CHECK (length(title) BETWEEN 1 AND 300),
    stage           text,
    stated_time     text,
    window_anchor   text CONSTRAINT phases_window_anchor_known CHECK (window_anchor IN ('now', 't0', 'previous', 'clock')),
    window_from_min integer,
    window_to_min   integer,
    CONSTRAINT phases_ordinal_key UNIQUE (deployment_id, ordinal)
);

CREATE TABLE tasks (
    id               uuid PRIMARY KEY,
    deployment_id    uuid NOT NULL CONSTRAINT tasks_deployment_fkey REFERENCES deployments (id),
    phase_id         uuid NOT NULL CONSTRAINT tasks_phase_fkey REFERENCES phases (id),
    ordinal          integer NOT NULL,
    number           text,
    title            text NOT NULL CONSTRAINT tasks_title_length CHECK (length(title) BETWEEN 1 AND 300),
    owner_text       text,
    owner_id         uuid CONSTRAINT tasks_owner_fkey REFERENCES people (id),
    stated_time      text,
    estimate_min_min integer,
    estimate_max_min integer,
    purpose          text,
    blocker          text,
    success          text,
    rollback         text,
    -- One of several ways: only the items of the chosen one count.
    option_group     text,
    option_name      text,
    option_chosen    boolean NOT NULL DEFAULT false,
    CONSTRAINT tasks_ordinal_key UNIQUE (phase_id, ordinal),
    CONSTRAINT tasks_option_whole CHECK ((option_group IS NULL) = (option_name IS NULL))
);
CREATE INDEX tasks_deployment_idx ON tasks (deployment_id);
CREATE INDEX tasks_owner_idx ON tasks (owner_id) WHERE owner_id IS NOT NULL;
-- Exactly one of a group is chosen: at most one here, at least one by the gate.
CREATE UNIQUE INDEX tasks_one_option_chosen ON tasks (phase_id, option_group) WHERE option_chosen;

CREATE TABLE items (
    id              uuid PRIMARY KEY,
    deployment_id   uuid NOT NULL CONSTRAINT items_deployment_fkey REFERENCES deployments (id),
    phase_id        uuid NOT NULL CONSTRAINT items_phase_fkey REFERENCES phases (id),
    task_id         uuid CONSTRAINT items_task_fkey REFERENCES tasks (id),
    parent_id       uuid CONSTRAINT items_parent_fkey REFERENCES items (id),
    ordinal         integer NOT NULL,
    text            text NOT NULL CONSTRAINT items_text_length CHECK (length(text) BETWEEN 1 AND 2000),
    kind            text NOT NULL CONSTRAINT items_kind_known CHECK (kind IN ('step', 'check')),
    -- What the text claimed of itself. Shown, never counted.
    claimed         boolean,
    source_line     integer,
    command         jsonb,
    -- The words of what is expected, with what they compile to.
    expectations    jsonb NOT NULL DEFAULT '[]',
    -- The probe that the document would need and what it needs: offered in the check editor, never enabled by itself.
    proposal        jsonb,
    -- The specification of an automated check; without one the item is manual.
    spec            jsonb,
    -- Changes with every edit and every result: a form that saw an older one is out of date.
    version         integer NOT NULL DEFAULT 1,
    latest_result_id uuid,
    removed_at      timestamptz
);
CREATE INDEX items_deployment_idx ON items (deployment_id) WHERE removed_at IS NULL;
CREATE INDEX items_parent_idx ON items (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX items_task_idx ON items (task_id);

-- The row that is locked first by whatever can change whether the gate is open.
CREATE TABLE gates (
    id             uuid PRIMARY KEY,
    deployment_id  uuid NOT NULL CONSTRAINT gates_deployment_fkey REFERENCES deployments (id),
    phase_id       uuid NOT NULL CONSTRAINT gates_phase_key UNIQUE CONSTRAINT gates_phase_fkey REFERENCES phases (id),
    question       text NOT NULL CONSTRAINT gates_question_length CHECK (length(question) BETWEEN 1 AND 500)
);
CREATE INDEX gates_deployment_idx ON gates (deployment_id);

CREATE TABLE gate_requirements (
    gate_id  uuid NOT NULL CONSTRAINT gate_requirements_gate_fkey REFERENCES gates (id),
    role     text NOT NULL CONSTRAINT gate_requirements_role_known CHECK (role IN
             ('lead', 'tech_lead', 'qa_lead', 'qa', 'ops', 'dev', 'product')),
    count    integer NOT NULL CONSTRAINT gate_requirements_count_range CHECK (count BETWEEN 1 AND 9),
    CONSTRAINT gate_requirements_pkey PRIMARY KEY (gate_id, role)
);
