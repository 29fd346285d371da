import ApusCore
import NIOCore

/// Who writes faster than others read is not read.
extension SocketBridge {
    /// Reads the other side while the client and the recording keep up.
    func balance() {
        guard let source, let socket else { return }
        let holds = !socket.isWritable || (terminal?.isBehind(isHeld) ?? false) || recorderIsBusy()
        guard holds != isHeld else { return }
        isHeld = holds
        try? source.syncOptions?.setOption(.autoRead, value: !holds)
        errors.hold(holds)
    }

    private func recorderIsBusy() -> Bool {
        guard let loop, let recorder = far?.recorder, recorder.isBusy else { return false }
        guard !awaitsRecorder else { return true }
        awaitsRecorder = true
        let me = NIOLoopBound(self, eventLoop: loop)
        recorder.whenReady { loop.execute { me.value.recorderIsReady() } }
        return true
    }

    private func recorderIsReady() {
        awaitsRecorder = false
        balance()
    }
}
