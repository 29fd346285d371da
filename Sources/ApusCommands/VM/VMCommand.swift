import ApusClient
import ArgumentParser

enum VMNoun: Noun {
    static let name = "vm"
    static let collection = RowCollection.vms
    static let many = "virtual machines"
    static let beginning = "apus vm create NAME --image IMAGE --instance-type TYPE"
    static let example = "web-1"
    static let filterExample = "state = running, memory > 2GiB"
}

struct VMCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vm", abstract: "Virtual machines: create, change, start, stop, delete.",
        subcommands: [
            ListCommand<VMNoun>.self, ShowCommand<VMNoun>.self, VMCreate.self, VMStart.self, VMStop.self, VMDelete.self,
            VMSnapshotCommand.self, VMClone.self, VMTemplate.self, VMRescue.self, VMDisk.self, VMMedia.self, VMNIC.self,
            VMDevice.self,
            VMVerbCommand<Suspend>.self, VMVerbCommand<Resume>.self, VMReboot.self, VMVerbCommand<Reset>.self,
            VMVerbCommand<Save>.self, VMVerbCommand<Restore>.self, VMVerbCommand<DiscardSaved>.self, VMSet.self,
            VMRename.self, VMAutostart.self, VMProtect.self, VMXML.self, VMEdit.self, VMVerbCommand<Adopt>.self,
            VMVerbCommand<Release>.self,
            StatsCommand<VMNoun>.self, VMGuest.self, VMExec.self, VMPassword.self, VMSSHKey.self, VMFreeze.self,
            VMThaw.self,
            VMTime.self, VMExport.self, VMImport.self, VMMigrate.self,
            VMSSH.self, VMSSHAccess.self, VMConsole.self, VMDisplay.self, VMScreenshot.self, VMSendKey.self,
        ], aliases: ["vms"])
}
