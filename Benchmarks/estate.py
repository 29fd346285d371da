"""Hosts of libvirt's test driver that are full of machines."""
import json
import time
import uuid

DOMAIN = """<domain type='test'><name>vm-{h:03}-{v:03}</name><uuid>{u}</uuid><memory unit='MiB'>{m}</memory><vcpu>{c}</vcpu><os><type>hvm</type></os>
<devices><disk type='file' device='disk'><source file='/pool/vm-{h:03}-{v:03}.qcow2'/><target dev='vda' bus='virtio'/></disk>
<interface type='network'><mac address='52:54:00:{h:02x}:{v:02x}:01'/><source network='default'/></interface></devices></domain>"""


def node(folder, host, vms):
    domains = "".join(
        DOMAIN.format(h=host, v=v, u=uuid.uuid4(), m=128 * (1 + v % 16), c=1 + v % 8) for v in range(vms))
    text = f"<node><cpu><mhz>2000</mhz><model>x</model><active>16</active><nodes>1</nodes><sockets>1</sockets><cores>16</cores><threads>1</threads></cpu><memory>268435456</memory><network><name>default</name><bridge name='virbr0'/><ip address='192.168.122.1' netmask='255.255.255.0'/></network>{domains}</node>"
    path = folder / f"node-{host}.xml"
    path.write_text(text)
    return path


def wait_for(server, hosts, vms):
    """Until every host answers and every VM's row is live."""
    while True:
        up = json.loads(server.call("GET", "/api/v1/hosts?limit=1&filter=state+%3D+up")[1])["total"]
        if up >= hosts and json.loads(server.call("GET", "/api/v1/vms?limit=1&filter=state+%3D+running")[1])["total"] >= vms:
            return
        time.sleep(0.05)
