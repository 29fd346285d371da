import ApusClient
import ApusModel

extension Session {
    /// Sends a file as an image. The upload that was begun with the same file under the same name goes on.
    func upload(_ file: LocalFile, as body: CreateImage) async throws -> Image {
        try await send(file, to: try await begin(body))
    }

    private func begin(_ body: CreateImage) async throws -> Image {
        do {
            return try await client.add(body, key: Client.idempotencyKey())
        } catch let problem as Problem where problem.code == ProblemCode.nameTaken.rawValue {
            let known = try await client.show(.images, body.name, as: Image.self)
            guard known.state == .uploading, known.sha256 == body.sha256, known.size == body.size else { throw problem }
            return known
        }
    }

    /// Sends what is missing, and goes on after a broken connection for as long as bytes get through.
    private func send(_ file: LocalFile, to image: Image) async throws -> Image {
        let bar = TransferBar(terminal, "uploading \(image.name)")
        defer { bar.clear() }
        let id = image.id.uuidString.lowercased()
        var (tries, last) = (0, Int64(-1))
        while true {
            do {
                let offset = try await client.upload(of: id).offset
                (tries, last) = (offset > last ? 0 : tries, offset)
                return try await client.upload(file, to: id, from: offset) { bar.show($0, file.size) }
            } catch let error where ImageUploadCommand.mayPass(error) && tries < 20 {
                tries += 1
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
