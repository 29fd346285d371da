import Testing

@testable import Inventory

/// What the source document says a filter does, row by row.
struct FilterTests {
    @Test(arguments: [
        ("", ["vm1", "vm2", "VM3", "vm10"]), ("  ", ["vm1", "vm2", "VM3", "vm10"]),
        (" , ", ["vm1", "vm2", "VM3", "vm10"]),
        // names of two letters, titles with blanks, any case
        ("os = debian12", ["vm1"]), ("ID = 3", ["VM3"]), ("Storage Domain = fast pool", ["vm1"]),
        ("storagedomain=FAST POOL", ["vm1"]), ("  \"storage   domain\"  =  'fast pool' ", ["vm1"]),
        // values with blanks, not cut at the first one
        ("memory > 0.6 GB", ["vm1", "VM3"]), ("os = fedora 40", ["vm2"]),
        // text is a regular expression for the whole cell
        ("name = vm", []), ("name = vm1", ["vm1"]), ("name = vm.*", ["vm1", "vm2", "VM3", "vm10"]),
        ("name = vm1|vm2", ["vm1", "vm2"]), (#"name = vm\d"#, ["vm1", "vm2", "VM3"]),
        (#"name = "vm\d""#, ["vm1", "vm2", "VM3"]), (#"name = "vm\\d""#, ["vm1", "vm2", "VM3"]),
        ("name = '^vm[0-9]{1,1}$'", ["vm1", "vm2", "VM3"]), ("name != vm1", ["vm2", "VM3", "vm10"]),
        // AND
        ("name = vm.*, memory > 600, cpus = 2", ["vm1"]), ("name = vm1, name = vm2", []),
        // lists: any element, or how many
        ("disks = disk2", ["vm1"]), ("disks = Disk1", ["vm1"]), ("disks = disk1.*", ["vm1", "vm2"]),
        ("disks = 3", ["vm1"]), ("disks = 0", ["VM3"]), ("disks > 0", ["vm1", "vm2"]), ("disks > 1", ["vm1"]),
        ("disks < 2", ["vm2", "VM3", "vm10"]), ("disks >= 1", ["vm1", "vm2"]), ("disks = '3'", []),
        ("disks != disk2", ["vm2", "VM3", "vm10"]),
        // a number on a text column is text, not its length
        ("name = 3", []), ("os = debian12", ["vm1"]),
        // numbers by value
        ("memory = 1024", ["vm1"]), ("memory = 1 GB", ["vm1"]), ("memory = 1048576K", ["vm1"]),
        ("memory = 1073741824 B", ["vm1"]), ("memory = 1.0GiB", ["vm1"]), ("memory > 1024", ["VM3"]),
        ("memory >= 1024 MiB", ["vm1", "VM3"]), ("cpus > 1", ["vm1", "vm2"]), ("cpus = 4.0", ["vm2"]),
        ("CPU load > 50%", ["vm2"]), ("load = 12.5", ["vm1"]), ("uptime > 1h", ["vm1"]), ("uptime = 0.5 m", ["vm2"]),
        ("read rate = 4 KB/s", ["vm1"]), ("readRate < 1K", ["vm2", "VM3", "vm10"]),
        // nothing is less than everything
        ("memory < 1024", ["vm2", "vm10"]), ("memory < 0.000001", ["vm10"]), ("os < debian12", ["VM3", "vm10"]),
        ("os > debian12", ["vm2"]), ("os = .*", ["vm1", "vm2", "VM3"]), ("os != debian12", ["vm2", "VM3", "vm10"]),
        // flags
        ("is template = yes", ["vm2"]), ("isTemplate = FALSE", ["vm1", "VM3", "vm10"]),
        ("isTemplate != true", ["vm1", "VM3", "vm10"]),
        // dates, and ages
        ("created > 2026-05-08", ["vm2"]), ("created = 2026-05-10T11:00:00Z", ["vm2"]),
        ("created = 2026-05-07", ["vm1"]),
        ("created = 2026-05-10T13:00:00+02:00", ["vm2"]), ("created > 2d", ["vm1"]),
        ("created < 2h", ["vm2", "VM3", "vm10"]),
        // quotes
        ("storage domain = 'a, b'", ["vm2"]), (#"storageDomain = "a, b", name = vm2"#, ["vm2"]),
    ])
    func `a filter keeps the rows that the table says`(text: String, expected: [String]) {
        #expect(names(text) == expected, "\(text)")
    }

    @Test func `a hidden column can be filtered`() {
        #expect(!columns.shown.contains { $0.name == "os" })
        #expect(names("os = debian11") == ["VM3"])
    }

    @Test func `the element that matched is named, so that a table shows it first`() {
        let leads = filter("disks = Disk2").leads(machines[0])
        #expect(leads == ["disks": 1])
        #expect(columns["disks"]?.read(machines[0]).display(.list, lead: leads["disks"] ?? 0) == "Disk2 (2)")
        #expect(filter("disks > 1").leads(machines[0]).isEmpty)
    }

    @Test func `an apostrophe within a value is no quote`() {
        let row = Machine(id: 1, name: "O'Brien")
        #expect(filter("name = O'Brien, id = 1").matches(row))
    }

    @Test func `quotes and backslashes within quotes are taken by a backslash`() {
        let row = Machine(id: 1, name: #"say "hi" \o/, it's"#)
        #expect(filter(#"name = "say \"hi\" \\\\o/, it's""#).matches(row))
    }

    @Test(arguments: ["plain", "data (1).img", "a, b", #"back\slash"#, "it's", "[x]{2}", "ü+", "", " blank "])
    func `a term for a link finds exactly its text`(text: String) {
        let filter = filter(Filter<Machine>.term("storageDomain", equals: text))
        #expect(filter.faults.isEmpty)
        #expect(filter.matches(Machine(id: 1, name: "a", domain: text)))
        #expect(!filter.matches(Machine(id: 1, name: "a", domain: text + "x")))
    }

    @Test func `large integers are told apart`() {
        let row = Machine(id: 9_007_199_254_740_993, name: "a")
        #expect(filter("id = 9007199254740993").matches(row))
        #expect(!filter("id = 9007199254740992").matches(row))
    }

    @Test func `text beyond ASCII matches whatever its case`() {
        let row = Machine(id: 1, name: "Žluťoučký Kůň")
        #expect(filter("name = žluťoučký kůň").matches(row))
        #expect(filter(#"name = \w+ \w+"#).matches(row))
    }
}
