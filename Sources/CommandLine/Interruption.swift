import Dispatch
import Foundation
import Synchronization

/// Says how far an import has come where somebody interrupts it, before the signal ends it.
///
/// An import may be cut off at any moment, so there is nothing to end or to undo. The signal is taken from a
/// queue, and in no handler: there everything may be called.
final class Interruption {
  /// What of the import is recorded.
  final class Count: Sendable {
    private let recorded = Mutex<UInt64>(0)

    var value: UInt64 {
      get { recorded.withLock { $0 } }
      set { recorded.withLock { $0 = newValue } }
    }
  }

  /// Set as the import goes on.
  let count = Count()
  private var source: (any DispatchSourceSignal)?

  /// Takes the signal of an interruption from now on; not where the program was started to ignore it.
  ///
  /// - Parameters:
  ///   - unit: What is counted.
  ///   - progress: The line that is taken away before anything is said.
  init(countingIn unit: String, _ progress: ProgressLine) {
    let former = signal(SIGINT, SIG_IGN)
    guard unsafe unsafeBitCast(former, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) else {
      return
    }
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [count] in
      progress.finish()
      let done = count.value
      let what = done == 0 ? "before anything was recorded" : "after \(done) \(unit)"
      Terminal.complain("stopped \(what); run the same command again to go on")
      Interruption.die()
    }
    source.resume()
    self.source = source
  }

  /// Leaves the signal to the system again.
  func end() {
    guard let source else { return }
    source.cancel()
    self.source = nil
    signal(SIGINT, SIG_DFL)
  }

  /// Ends the program by the signal, as if it had not been taken.
  private static func die() -> Never {
    signal(SIGINT, SIG_DFL)
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    // Threads of a queue block signals.
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(SIGINT)
    exit(130)
  }
}
