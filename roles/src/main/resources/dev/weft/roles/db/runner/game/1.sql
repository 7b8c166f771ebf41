-- A game database: one shard. Runs unchanged on PostgreSQL and on H2 in its PostgreSQL mode.
create table if not exists shard (
    id int primary key,
    number int not null);
-- Whoever writes for a user looks here first, in the same transaction. A bucket that is not here was
-- never moved: then it belongs where the map in the auth database says.
create table if not exists bucket_owner (
    bucket int primary key,
    owned boolean not null,
    epoch bigint not null);
create table if not exists result (
    instance_id uuid not null,
    uid bigint not null,
    bucket int not null,
    mode varchar(64) not null,
    outcome varchar(16) not null,
    at timestamp(6) with time zone not null,
    primary key (instance_id, uid));
create index if not exists result_bucket on result (bucket);
create table if not exists score (
    uid bigint primary key,
    bucket int not null,
    played int not null,
    won int not null);
create index if not exists score_bucket on score (bucket);
