"""Hosts of libvirt's test driver, each with a file of its own, and a door that can hang."""
import pathlib
import select
import socket
import threading

NODE = """<node><cpu><mhz>2000</mhz><model>x</model><active>{cpus}</active><nodes>1</nodes><sockets>1</sockets><cores>{cpus}</cores><threads>1</threads></cpu><memory>{memory}</memory>
<network><name>default</name><bridge name='virbr0'/><ip address='192.168.122.1' netmask='255.255.255.0'/></network>
<pool type='dir'><name>apus</name><target><path>/apus</path></target></pool></node>"""


def node(folder, number, cpus, memory=268435456):
    """The address of a host with so many CPUs and KiB, and nothing on it."""
    path = pathlib.Path(folder) / f"node-{number}.xml"
    path.write_text(NODE.format(cpus=cpus, memory=memory))
    return f"test://{path}"


class Door:
    """A UNIX socket in front of another one. Shut, it takes connections and bytes, and lets none through, as a hung daemon does."""

    def __init__(self, path, behind):
        self.path, self.behind, self.open = str(path), behind, threading.Event()
        self.open.set()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(64)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            ours = self.listener.accept()[0]
            threading.Thread(target=self.carry, args=(ours,), daemon=True).start()

    def carry(self, ours):
        theirs = socket.socket(socket.AF_UNIX)
        try:
            self.open.wait()
            theirs.connect(self.behind)
            other = {ours: theirs, theirs: ours}
            while True:
                for ready in select.select(list(other), [], [])[0]:
                    self.open.wait()
                    data = ready.recv(65536)
                    if not data:
                        return
                    other[ready].sendall(data)
        except OSError:
            pass
        finally:
            ours.close()
            theirs.close()
