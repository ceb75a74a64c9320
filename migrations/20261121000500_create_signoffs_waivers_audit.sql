-- Why: what was signed cannot change under the signature. Sign-offs, waivers and their withdrawals are rows that are only
-- added; the audit trail is a hash chain per deployment and one for administration.

CREATE TABLE signoffs (
    id                uuid PRIMARY KEY,
    deployment_id     uuid NOT NULL CONSTRAINT signoffs_deployment_fkey REFERENCES deployments (id),
    gate_id           uuid NOT NULL CONSTRAINT signoffs_gate_fkey REFERENCES gates (id),
    person_id         uuid NOT NULL CONSTRAINT signoffs_person_fkey REFERENCES people (id),
    -- As printed then; later renames change nothing here.
    full_name         text NOT NULL,
    email             text NOT NULL,
    role              text NOT NULL,
    decision          text NOT NULL CONSTRAINT signoffs_decision_known CHECK (decision IN
                      ('approve', 'approve_with_condition', 'refuse')),
    meaning           text NOT NULL CONSTRAINT signoffs_meaning_known CHECK (meaning IN
                      ('reviewed', 'approved', 'responsible', 'witnessed')),
    words             text CONSTRAINT signoffs_words_length CHECK (length(words) <= 4000),
    signed_at         timestamptz NOT NULL,
    authenticated_by  text NOT NULL CONSTRAINT signoffs_authenticated_by_known CHECK (authenticated_by IN ('password')),
    authenticated_at  timestamptz NOT NULL,
    session_reference uuid NOT NULL,
    -- The exact view the signer had, as canonical bytes, and its hash.
    view              bytea NOT NULL,
    view_hash         bytea NOT NULL CONSTRAINT signoffs_view_hash_length CHECK (length(view_hash) = 32),
    CONSTRAINT signoffs_says_why CHECK (decision = 'approve' OR words IS NOT NULL)
);
CREATE INDEX signoffs_deployment_idx ON signoffs (deployment_id, signed_at);
CREATE INDEX signoffs_gate_idx ON signoffs (gate_id);

-- The end of a signature: withdrawn by its signer, or fallen because what it covers changed.
CREATE TABLE signoff_ends (
    signoff_id  uuid PRIMARY KEY CONSTRAINT signoff_ends_signoff_fkey REFERENCES signoffs (id),
    kind        text NOT NULL CONSTRAINT signoff_ends_kind_known CHECK (kind IN ('withdrawn', 'voided')),
    cause       text NOT NULL CONSTRAINT signoff_ends_cause_length CHECK (length(cause) BETWEEN 1 AND 4000),
    item_id     uuid CONSTRAINT signoff_ends_item_fkey REFERENCES items (id),
    ended_at    timestamptz NOT NULL
);

-- One standing signature per person and gate; the trigger speaks where two statements race past the domain's rule.
CREATE FUNCTION one_standing_signoff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM gates WHERE id = NEW.gate_id FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM signoffs s LEFT JOIN signoff_ends e ON e.signoff_id = s.id
        WHERE s.gate_id = NEW.gate_id AND s.person_id = NEW.person_id AND e.signoff_id IS NULL
    ) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation', CONSTRAINT = 'signoffs_one_standing',
            MESSAGE = 'this person has a standing signature on this gate';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signoffs_one_standing BEFORE INSERT ON signoffs FOR EACH ROW EXECUTE FUNCTION one_standing_signoff();

CREATE TABLE waivers (
    id             uuid PRIMARY KEY,
    deployment_id  uuid NOT NULL CONSTRAINT waivers_deployment_fkey REFERENCES deployments (id),
    item_id        uuid NOT NULL CONSTRAINT waivers_item_fkey REFERENCES items (id),
    person_id      uuid NOT NULL CONSTRAINT waivers_person_fkey REFERENCES people (id),
    person_name    text NOT NULL,
    role           text NOT NULL,
    reason         text NOT NULL CONSTRAINT waivers_reason_length CHECK (length(reason) BETWEEN 1 AND 2000),
    until          timestamptz NOT NULL,
    waived_at      timestamptz NOT NULL,
    CONSTRAINT waivers_end_later CHECK (until > waived_at)
);
CREATE INDEX waivers_item_idx ON waivers (item_id);
CREATE INDEX waivers_deployment_idx ON waivers (deployment_id);

CREATE TABLE waiver_ends (
    waiver_id    uuid PRIMARY KEY CONSTRAINT waiver_ends_waiver_fkey REFERENCES waivers (id),
    person_id    uuid NOT NULL CONSTRAINT waiver_ends_person_fkey REFERENCES people (id),
    reason       text NOT NULL CONSTRAINT waiver_ends_reason_length CHECK (length(reason) BETWEEN 1 AND 2000),
    ended_at     timestamptz NOT NULL
);

-- A known limitation somebody answers for.
CREATE TABLE accepted_risks (
    id             uuid PRIMARY KEY,
    deployment_id  uuid NOT NULL CONSTRAINT accepted_risks_deployment_fkey REFERENCES deployments (id),
    risk           text NOT NULL CONSTRAINT accepted_risks_risk_length CHECK (length(risk) BETWEEN 1 AND 2000),
    reason         text NOT NULL CONSTRAINT accepted_risks_reason_length CHECK (length(reason) BETWEEN 1 AND 2000),
    person_id      uuid NOT NULL CONSTRAINT accepted_risks_person_fkey REFERENCES people (id),
    person_name    text NOT NULL,
    accepted_at    timestamptz NOT NULL
);
CREATE INDEX accepted_risks_deployment_idx ON accepted_risks (deployment_id);

-- The end of each chain. Whoever appends locks it; `chain_id` is the deployment, or the nil id for administration.
CREATE TABLE audit_heads (
    chain_id  uuid PRIMARY KEY,
    seq       bigint NOT NULL,
    hash      bytea NOT NULL CONSTRAINT audit_heads_hash_length CHECK (length(hash) = 32)
);
INSERT INTO audit_heads (chain_id, seq, hash)
VALUES ('00000000-0000-0000-0000-000000000000', 0, decode(repeat('00', 32), 'hex'));

CREATE TABLE audit_events (
    chain_id    uuid NOT NULL CONSTRAINT audit_events_chain_fkey REFERENCES audit_heads (chain_id),
    seq         bigint NOT NULL CONSTRAINT audit_events_seq_positive CHECK (seq > 0),
    at          timestamptz NOT NULL,
    actor       jsonb NOT NULL,
    actor_id    uuid,
    act         text NOT NULL,
    event       jsonb NOT NULL,
    request_id  uuid NOT NULL,
    canonical   bytea NOT NULL,
    previous    bytea NOT NULL CONSTRAINT audit_events_previous_length CHECK (length(previous) = 32),
    hash        bytea NOT NULL CONSTRAINT audit_events_hash_length CHECK (length(hash) = 32),
    CONSTRAINT audit_events_pkey PRIMARY KEY (chain_id, seq)
);
CREATE INDEX audit_events_at_idx ON audit_events (at DESC, chain_id, seq);
CREATE INDEX audit_events_actor_idx ON audit_events (actor_id, at DESC);
CREATE INDEX audit_events_act_idx ON audit_events (act, at DESC);
