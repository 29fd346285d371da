import Foundation

/// A library put before libc in a server: it makes the disk and the clock fail when the test says so.
struct Shim: Sendable {
    let library: String
    /// Its files: `fsync` and `clock` in this folder switch faults on.
    let switches: String

    /// Built once by the compiler that comes with Swift.
    static func made() async throws -> Shim {
        let library = try await built.value
        let switches = try Ground.shared.get().folder + "/shim-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: switches, withIntermediateDirectories: true)
        return Shim(library: library, switches: switches)
    }

    var environment: [String: String] { ["LD_PRELOAD": library, "APUS_SHIM": switches] }

    /// From now on, no write of the store reaches its disk.
    func failDisk(_ isFailing: Bool) throws { try flip("fsync", isFailing ? "1" : nil) }

    /// Moves the wall clock.
    func shiftClock(seconds: Int) throws { try flip("clock", String(seconds)) }

    private func flip(_ name: String, _ content: String?) throws {
        let path = switches + "/" + name
        if let content {
            try content.write(toFile: path, atomically: true, encoding: .utf8)
        } else {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    private static let built = Task {
        let folder = try Ground.shared.get().folder
        try source.write(toFile: folder + "/shim.c", atomically: true, encoding: .utf8)
        let arguments = ["-shared", "-fPIC", "-O1", "-o", folder + "/shim.so", folder + "/shim.c", "-ldl"]
        try await Tool.output("/usr/bin/env", ["clang"] + arguments)
        return folder + "/shim.so"
    }

    private static let source = #"""
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <time.h>
        #include <unistd.h>
        static int on(const char *name, char *text, size_t size) {
          char path[512];
          const char *folder = getenv("APUS_SHIM");
          if (!folder) return 0;
          snprintf(path, sizeof path, "%s/%s", folder, name);
          FILE *file = fopen(path, "re");
          if (!file) return 0;
          if (text) { size_t n = fread(text, 1, size - 1, file); text[n] = 0; }
          fclose(file);
          return 1;
        }
        static int ofStore(int fd) {
          char link[64], path[512];
          snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
          ssize_t n = readlink(link, path, sizeof path - 1);
          if (n < 0) return 0;
          path[n] = 0;
          return strstr(path, "apus.sqlite") != 0;
        }
        int fsync(int fd) {
          static int (*real)(int);
          if (!real) real = dlsym(RTLD_NEXT, "fsync");
          if (ofStore(fd) && on("fsync", 0, 0)) { errno = EIO; return -1; }
          return real(fd);
        }
        int fdatasync(int fd) {
          static int (*real)(int);
          if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
          if (ofStore(fd) && on("fsync", 0, 0)) { errno = EIO; return -1; }
          return real(fd);
        }
        int clock_gettime(clockid_t clock, struct timespec *time) {
          static int (*real)(clockid_t, struct timespec *);
          static __thread int busy;
          char text[32];
          if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
          int result = real(clock, time);
          if (clock == CLOCK_REALTIME && !busy) {
            busy = 1;
            if (on("clock", text, sizeof text)) time->tv_sec += atol(text);
            busy = 0;
          }
          return result;
        }
        """#
}
