extension WorkflowCatalog {
    mutating func addStorage() {
        add(CreatePoolWorkflow.self)
        add(SwitchPoolWorkflow.self)
        add(RefreshPoolWorkflow.self)
        add(ChangePoolWorkflow.self)
        add(DeletePoolWorkflow.self)
        add(CreateVolumeWorkflow.self)
        add(GrowVolumeWorkflow.self)
        add(WipeVolumeWorkflow.self)
        add(DeleteVolumeWorkflow.self)
        add(CloneVolumeWorkflow.self)
        add(MoveVolumeWorkflow.self)
        add(MoveRunningDiskWorkflow.self)
    }
}
