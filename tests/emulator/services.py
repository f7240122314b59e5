"""The official Python SDK, unchanged, against an emulator: things of several services from their creation to their deletion, every
answer validated by the SDK's own models.

    services.py EMULATOR
"""

import subprocess
import sys

from cloudflare import Cloudflare, NotFoundError

ACCOUNT = "023e105f4ecef8ad9ca31a8372d0c353"
ZONE = "0da42c8d2132a9ddaf714f9e7c920711"
TOKEN = "cfs-emulator-token-that-may-do-everything"

emulator = subprocess.Popen([sys.argv[1], "--port", "0", "--ephemeral"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
base = emulator.stdout.readline().strip()
client = Cloudflare(api_token=TOKEN, base_url=base, max_retries=0, _strict_response_validation=True)
done, changed, failed = 0, 0, []


def life(resource, scope, body, change=None, edit=None, id="id", key=None, named=None):
    """From the creation to the deletion; `key` is the argument that says which one, `named` what says it. What is changed is read again."""
    global done, changed
    name = type(resource).__name__
    try:
        made = resource.create(**scope, **body)
        own = named or str(getattr(made, id))
        which = {key: own} if key else {}
        args = () if key else (own,)
        got = resource.get(*args, **which, **scope)
        assert (str(getattr(got, id)) if not named else own) == own, f"got {got}"
        listed = [str(getattr(item, id, "")) for item in resource.list(**scope)] if hasattr(resource, "list") else [own]
        assert own in listed or named, f"{own} is not among {listed}"
        if change is not None:
            resource.update(*args, **which, **scope, **change)
        if edit is not None:
            resource.edit(*args, **which, **scope, **edit)
        for given in filter(None, (change, edit)):
            after = resource.get(*args, **which, **scope)
            for member, wanted in given.items():
                told = getattr(after, member, wanted)
                assert not isinstance(wanted, (str, int)) or told == wanted, f"{member} is {told}, not {wanted}"
            changed += 1
        resource.delete(*args, **which, **scope)
        try:
            resource.get(*args, **which, **scope)
            failed.append(f"{name}: it is still there")
        except NotFoundError:
            done += 1
    except Exception as error:  # noqa: BLE001 - whatever is raised is what is looked for
        failed.append(f"{name}: {type(error).__name__}: {error} {error.__cause__ or ''}"[:900])


account, zone = {"account_id": ACCOUNT}, {"zone_id": ZONE}
life(client.kv.namespaces, account, {"title": "things"}, change={"title": "others"})
life(client.d1.database, account, {"name": "shop"}, edit={"read_replication": {"mode": "auto"}}, id="uuid")
life(client.queues, account, {"queue_name": "mail"}, edit={"queue_name": "post"}, id="queue_id")
life(client.dns.records, zone, {"type": "A", "name": "www.example.com", "content": "192.0.2.1", "ttl": 60},
     change={"type": "A", "name": "www.example.com", "content": "192.0.2.2", "ttl": 60})
life(client.pages.projects, account, {"name": "site", "production_branch": "main"},
     edit={"production_branch": "release"}, named="site", id="name")
life(client.load_balancers.monitors, account, {"type": "https"}, edit={"description": "a monitor"})
life(client.load_balancers.pools, account, {"name": "pool", "origins": [{"name": "a", "address": "192.0.2.1"}]},
     edit={"description": "a pool"})
life(client.waiting_rooms, zone, {"name": "room", "host": "www.example.com", "new_users_per_minute": 200, "total_active_users": 200},
     edit={"name": "hall", "host": "www.example.com", "new_users_per_minute": 300, "total_active_users": 300})
life(client.zero_trust.tunnels.cloudflared, account, {"name": "tunnel"}, edit={"name": "other"})
life(client.zero_trust.access.groups, account, {"name": "people", "include": [{"everyone": {}}]},
     change={"name": "crowd", "include": [{"everyone": {}}]})
life(client.hyperdrive.configs, account, {"name": "db", "origin": {"scheme": "postgres", "database": "d", "host": "db.example.com",
     "port": 5432, "user": "u", "password": "p"}}, edit={"name": "database"})
life(client.turnstile.widgets, account, {"name": "widget", "domains": ["example.com"], "mode": "managed"},
     change={"name": "gadget", "domains": ["example.com"], "mode": "invisible"}, id="sitekey")
life(client.healthchecks, zone, {"name": "check", "address": "www.example.com"},
     change={"name": "look", "address": "www.example.com"})
life(client.rules.lists, account, {"name": "addresses", "kind": "ip"}, change={"description": "a list"})
life(client.ai_gateway, account, {"id": "gateway", "cache_invalidate_on_update": True, "cache_ttl": 0, "collect_logs": True,
     "rate_limiting_interval": 0, "rate_limiting_limit": 0, "rate_limiting_technique": "fixed"},
     change={"cache_invalidate_on_update": True, "cache_ttl": 60, "collect_logs": True, "rate_limiting_interval": 0,
             "rate_limiting_limit": 0, "rate_limiting_technique": "fixed"})
life(client.vectorize.indexes, account, {"name": "index", "config": {"dimensions": 3, "metric": "cosine"}}, named="index", id="name")
life(client.email_routing.addresses, account, {"email": "user@example.net"})
life(client.zero_trust.gateway.lists, account, {"name": "hosts", "type": "DOMAIN"}, change={"name": "names"})
life(client.spectrum.apps, zone, {"dns": {"name": "ssh.example.com", "type": "CNAME"}, "protocol": "tcp/22"},
     change={"dns": {"name": "ssh.example.com", "type": "CNAME"}, "protocol": "tcp/23"})
life(client.custom_hostnames, zone, {"hostname": "app.example.com", "ssl": {"method": "http", "type": "dv"}},
     edit={"custom_origin_server": "origin.example.com"})

client.kv.namespaces.create(**account, title="values")
namespace = next(iter(client.kv.namespaces.list(**account))).id
client.kv.namespaces.values.update("key", **account, namespace_id=namespace, value=b"value", metadata={})
if client.kv.namespaces.values.get("key", **account, namespace_id=namespace).read() != b"value":
    failed.append("kv: a value is not what was put")
rows = client.d1.database.query(client.d1.database.create(**account, name="rows").uuid, **account, sql="SELECT 1 AS one")
if next(iter(rows)).results != [{"one": 1}]:
    failed.append("d1: a row is not what was asked for")

emulator.terminate()
for line in failed:
    print(line)
print(f"{done} kinds of things from creation to deletion through the Python SDK, {changed} of them changed, {len(failed)} failures")
sys.exit(1 if failed else 0)
