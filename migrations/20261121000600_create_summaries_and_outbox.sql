-- Why: stakeholders read a frozen account by a link that can be revoked; open pages hear of changes without polling.

CREATE TABLE summaries (
    id             uuid PRIMARY KEY,
    deployment_id  uuid NOT NULL CONSTRAINT summaries_deployment_fkey REFERENCES deployments (id),
    version        integer NOT NULL CONSTRAINT summaries_version_positive CHECK (version > 0),
    content        jsonb NOT NULL,
    content_hash   bytea NOT NULL CONSTRAINT summaries_content_hash_length CHECK (length(content_hash) = 32),
    person_id      uuid NOT NULL CONSTRAINT summaries_person_fkey REFERENCES people (id),
    person_name    text NOT NULL,
    published_at   timestamptz NOT NULL,
    CONSTRAINT summaries_version_key UNIQUE (deployment_id, version)
);

-- What the author adds to the summary in words; everything else in it comes from facts.
CREATE TABLE summary_notes (
    deployment_id  uuid PRIMARY KEY CONSTRAINT summary_notes_deployment_fkey REFERENCES deployments (id),
    what_changed   text NOT NULL DEFAULT '' CONSTRAINT summary_notes_what_changed_length CHECK (length(what_changed) <= 4000),
    if_it_fails    text NOT NULL DEFAULT '' CONSTRAINT summary_notes_if_it_fails_length CHECK (length(if_it_fails) <= 4000),
    version        integer NOT NULL DEFAULT 1,
    changed_by     uuid NOT NULL CONSTRAINT summary_notes_changed_by_fkey REFERENCES people (id),
    changed_at     timestamptz NOT NULL
);

CREATE TABLE share_links (
    id             uuid PRIMARY KEY,
    deployment_id  uuid NOT NULL CONSTRAINT share_links_deployment_fkey REFERENCES deployments (id),
    token_hash     bytea NOT NULL CONSTRAINT share_links_token_hash_key UNIQUE
                   CONSTRAINT share_links_token_hash_length CHECK (length(token_hash) = 32),
    note           text NOT NULL DEFAULT '' CONSTRAINT share_links_note_length CHECK (length(note) <= 200),
    made_by        uuid NOT NULL CONSTRAINT share_links_made_by_fkey REFERENCES people (id),
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    revoked_at     timestamptz,
    last_used_at   timestamptz,
    CONSTRAINT share_links_end_later CHECK (expires_at > created_at)
);
CREATE INDEX share_links_deployment_idx ON share_links (deployment_id);

-- "Deployment 7 changed", written in the transaction that changed it. A task of each process tells the others after commit.
CREATE TABLE outbox (
    id             bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT outbox_pkey PRIMARY KEY,
    -- Null for what is not about one deployment: sessions that ended, links that were revoked.
    deployment_id  uuid,
    topic          text NOT NULL,
    subject_id     uuid,
    created_at     timestamptz NOT NULL,
    -- Given under a lock once the row is committed. Numbers given at insert become visible out of order, and a reader's
    -- cursor would step over the late ones.
    announced_seq  bigint CONSTRAINT outbox_announced_seq_key UNIQUE
);
CREATE SEQUENCE outbox_announcements OWNED BY outbox.announced_seq;
CREATE INDEX outbox_waiting_idx ON outbox (id) WHERE announced_seq IS NULL;
CREATE INDEX outbox_created_idx ON outbox (created_at);
