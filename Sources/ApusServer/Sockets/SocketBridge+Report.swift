import NIOCore

extension SocketBridge {
    /// Tells the client each second what there is to tell.
    func report() {
        guard case .report(let text) = plan.form, let loop else { return }
        let me = NIOLoopBound(self, eventLoop: loop)
        beat = loop.scheduleRepeatedTask(initialDelay: .zero, delay: .seconds(1)) { _ in me.value.tell(text) }
        socket?.resume()
    }

    private func tell(_ text: () -> String?) {
        // One who does not read misses some; the next tells all again.
        guard let socket, socket.isWritable else { return }
        guard let line = text() else { return lookAround() }
        socket.send(text: line)
    }
}
