/// Public keys made for these tests; their private halves were thrown away.
enum Keys {
    static let ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFUCVquVTVBOrL6qN+uaqEJO52B7TlA0n7Ew5ChUqdkR ann@lab"

    static let rsa =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDgULNogCtRjrEQWw+CDvmyueAFLKwRslwJWcymX+SdtzuHACg4Hk"
        + "zdlzj0k9nR6MPdE3dDht1dZE/9itg/LYoghEj0+G0jKCow5qy/wwNgM54TpccIk4ujyT89w6siSSEfNJ789rQeAP9T"
        + "i741820aZk1kpna4TS1POYg14wb/7IcnnJ4DTvS8DZP5GPsHdBrbXjbYN78/NX5jGAXM56wUqjSmG1fD2YXiD8dT0b"
        + "WAIK4a6T2LABYfx1aoRylCT+gHowyYad82FBOAExmvub5Uwun8WjlQgBuxZx5VQM4wiZYYEwdSJeLjREpLJGQNwyTg"
        + "2ne0SECZturSFxpz9qUv r"

    static let ecdsa256 =
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBDG/Qu7SUqk04P7WON"
        + "th8dyg1ENJhGP7ab4FQeBeMsieZlJiZXYieNqHox/JyS5ZgbuNtBflYu7eEVz68feonQE= e c d"

    static let ecdsa521 =
        "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBABw8sFdydJ9h15oEp"
        + "Fl+5APNy0oQeNkPuhuW9YY9AIBznyC8u/MTsWOuFeh0voFQtGomYzrlUxgx3Sd2881E6RI4gBcNBJAog0v+6v13+f0"
        + "bF0S/WafFLxgdFIowmhrE7QoEN+8licV6Z19a3rpuWL2DNMlijRwl2sPJMC1a1nkF65UJg=="

    static let securityKey =
        "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAcHBwcHBwcHBwcHBwc"
        + "HBwcHBwcHBwcHBwcHBwcHBwcHAAAABHNzaDo= token"

    static let all = [ed25519, rsa, ecdsa256, ecdsa521, securityKey]
}
