// LibvirtDriver
