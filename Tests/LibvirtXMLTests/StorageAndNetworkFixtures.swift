extension Fixtures {
    /// `virsh vol-dumpxml` of an overlay.
    static let volume = #"""
        <volume type='file'>
          <name>overlay.qcow2</name>
          <key>/srv/lab/overlay.qcow2</key>
          <capacity unit='bytes'>2147483648</capacity>
          <allocation unit='bytes'>200704</allocation>
          <physical unit='bytes'>196640</physical>
          <target>
            <path>/srv/lab/overlay.qcow2</path>
            <format type='qcow2'/>
            <permissions>
              <mode>0600</mode>
              <owner>0</owner>
              <group>0</group>
            </permissions>
            <timestamps>
              <atime>1795247944.362560136</atime>
              <mtime>1795247944.359740458</mtime>
              <ctime>1795247944.362527397</ctime>
              <btime>0</btime>
            </timestamps>
          </target>
          <backingStore>
            <path>/srv/lab/base.qcow2</path>
            <format type='qcow2'/>
            <permissions>
              <mode>0644</mode>
              <owner>0</owner>
              <group>0</group>
            </permissions>
            <timestamps>
              <atime>1795247944.309879391</atime>
              <mtime>1795247944.309114320</mtime>
              <ctime>1795247944.309114320</ctime>
              <btime>0</btime>
            </timestamps>
          </backingStore>
        </volume>
        """#

    /// `virsh pool-dumpxml` of a directory.
    static let pool = #"""
        <pool type='dir'>
          <name>lab</name>
          <uuid>b5facf28-c1fd-46d6-b0ea-522a91e54531</uuid>
          <capacity unit='bytes'>270553174016</capacity>
          <allocation unit='bytes'>18335444992</allocation>
          <available unit='bytes'>252217729024</available>
          <source>
          </source>
          <target>
            <path>/srv/lab</path>
            <permissions>
              <mode>0755</mode>
              <owner>0</owner>
              <group>0</group>
            </permissions>
          </target>
        </pool>
        """#

    /// `virsh net-dumpxml` of an active network.
    static let network = #"""
        <network connections='1'>
          <name>lab</name>
          <uuid>b3961f32-405d-46c2-b64f-bffb81655672</uuid>
          <forward mode='nat'>
            <nat>
              <port start='1024' end='65535'/>
            </nat>
          </forward>
          <bridge name='virbr1' stp='on' delay='0'/>
          <mac address='52:54:00:3c:a6:04'/>
          <domain name='lab.test'/>
          <ip family='ipv4' address='10.199.77.1' prefix='24'>
            <dhcp>
              <range start='10.199.77.10' end='10.199.77.99'/>
              <host mac='52:54:00:aa:bb:01' name='fixture-1' ip='10.199.77.5'/>
            </dhcp>
          </ip>
        </network>
        """#

}
