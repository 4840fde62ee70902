-- +goose Up

alter table space
    add column records bigint not null default 0,
    add column bytes   bigint not null default 0;

update space s set
    records = (select count(*) from record r where r.space_id = s.space_id),
    bytes = (select coalesce(sum(octet_length(h.patch::text)), 0) from history h where h.space_id = s.space_id)
        + (select coalesce(sum(octet_length(p.body)), 0) from parked p where p.space_id = s.space_id);

comment on column space.records is 'How many records it has, those in the trash among them.';
comment on column space.bytes is 'What its users wrote, in bytes: the patches of history and the bodies of what is parked.';
