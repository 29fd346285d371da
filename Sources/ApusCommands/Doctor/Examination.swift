import ApusClient
import ApusModel

/// Looks at one thing after the other, and stops where the next would only fail for the same reason.
struct Examination {
    var surroundings: Surroundings
    var connection: ConnectionOptions

    func checks() async -> [Check] {
        var checks: [Check] = []
        do {
            let target = try connection.target(surroundings)
            checks.append(Check("settings", .ok, "\(target.url.value) (from \(target.url.origin))"))
            checks += await look(at: target)
        } catch { checks.append(Self.failure("settings", error)) }
        return checks
    }

    private func look(at target: Target) async -> [Check] {
        var checks: [Check] = []
        do {
            let address = try ServerAddress(target.url.value)
            let open = ClientSettings(address: address, token: nil)
            checks += try await Client.with(open) { await Self.server($0) }
            checks.append(Self.token(target))
            guard !checks.contains(where: { $0.state == .failed }) else { return checks }
            checks += try await Client.with(target.clientSettings()) { await Self.hosts($0) }
        } catch { checks.append(Self.failure("address", error)) }
        return checks
    }

    private static func server(_ client: Client) async -> [Check] {
        do {
            let health = try await client.health()
            let version = health.version == ApusVersion.current ? "" : "; this program is \(ApusVersion.current)"
            let state: Check.State = !health.ready ? .failed : version.isEmpty ? .ok : .warning
            return [
                Check("server", state, (health.ready ? "ready" : "not ready") + ", version \(health.version)\(version)")
            ]
        } catch { return [failure("server", error)] }
    }

    private static func token(_ target: Target) -> Check {
        let from = "\(target.tokenFile.value) (from \(target.tokenFile.origin))"
        do { _ = try AccessToken(file: target.tokenFile.value) } catch { return failure("token file", error) }
        guard PrivateFile.isShared(target.tokenFile.value) == true else { return Check("token file", .ok, from) }
        return Check(
            "token file", .warning, "\(from) can be read by others; mend it with: chmod 600 \(target.tokenFile.value)")
    }

    private static func hosts(_ client: Client) async -> [Check] {
        do {
            let hosts = try await client.list(.hosts).items
            var checks = [Check("token", .ok, "the server takes it")]
            checks += try await silentProviders(client)
            if hosts.isEmpty, checks.count == 1 {
                checks.append(Check("hosts", .warning, "none yet; begin with: \(ProviderNoun.beginning)"))
            }
            for host in hosts {
                guard let id = host["id"]?.text else { continue }
                checks += await self.host(client, id, host["name"]?.text ?? id)
            }
            return checks
        } catch { return [failure("token", error)] }
    }

    /// Those that do not answer, with why; the server knows what to try for their hosts.
    private static func silentProviders(_ client: Client) async throws -> [Check] {
        let rows = try await client.list(.providers, ListQuery(filter: "state = unreachable", sort: "name")).items
        return rows.map { row in
            let words = row["fault"]?.text ?? "cannot be reached"
            return Check("provider \(row["name"]?.text ?? "")", .warning, "\(words) (\(row["address"]?.text ?? ""))")
        }
    }

    private static func host(_ client: Client, _ id: String, _ name: String) async -> [Check] {
        do {
            return try await client.doctor(host: id).map { Check("\(name): \($0.name)", $0.state, $0.detail) }
        } catch { return [failure(name, error)] }
    }

    private static func failure(_ name: String, _ error: any Error) -> Check {
        let report = Report(error)
        let words = [report.title, report.detail, report.hint ?? ""].filter { !$0.isEmpty }
        return Check(name, .failed, words.joined(separator: " – "))
    }
}
