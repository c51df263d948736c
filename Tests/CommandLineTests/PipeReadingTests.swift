import Foundation
import StudySupport
import Testing

@Suite("What is read from another process")
struct PipeReadingTests {
  @Test("is read whatever signals interrupt the reading")
  func signalsDoNotEndIt() async throws {
    // Without SA_RESTART the system ends a read with EINTR.
    var action = sigaction()
    #if canImport(Darwin)
    unsafe action.__sigaction_u.__sa_handler = { _ in }
    #else
    unsafe action.__sigaction_handler.sa_handler = { _ in }
    #endif
    var former = sigaction()
    #expect(unsafe sigaction(SIGUSR2, &action, &former) == 0)
    defer { _ = unsafe sigaction(SIGUSR2, &former, nil) }

    let pipe = Pipe()
    let (threads, thread) = AsyncStream.makeStream(of: pthread_t.self)
    async let read: [UInt8] = withCheckedThrowingContinuation { answer in
      Thread.detachNewThread {
        thread.yield(pthread_self())
        answer.resume(with: Result { try pipe.fileHandleForReading.readRest() })
      }
    }
    let reader = try #require(await threads.first { _ in true })
    for byte in UInt8(0)..<20 {
      for _ in 0..<5 {
        pthread_kill(reader, SIGUSR2)
        try await Task.sleep(for: .milliseconds(1))
      }
      try pipe.fileHandleForWriting.write(contentsOf: Data([byte]))
    }
    try pipe.fileHandleForWriting.close()
    #expect(try await read == Array(0..<20))
  }
}
