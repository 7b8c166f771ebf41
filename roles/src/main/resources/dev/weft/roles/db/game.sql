-- A game database: one shard. Runs unchanged on PostgreSQL and on H2 in its PostgreSQL mode.
create table if not exists result (
    instance_id uuid not null,
    uid bigint not null,
    bucket int not null,
    mode varchar(64) not null,
    outcome varchar(16) not null,
    at timestamp(6) with time zone not null,
    primary key (instance_id, uid));
create table if not exists score (
    uid bigint primary key,
    bucket int not null,
    played int not null,
    won int not null);
