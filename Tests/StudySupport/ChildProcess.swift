package import Foundation

/// A process that a test or a study starts, `posix_spawn(3)`.
///
/// On Linux Foundation's `Process` keeps the descriptors of one that nobody waited for in a run loop, for
/// ever, and traps where there are no more; it hands signals that are blocked or ignored on as well.
package final class ChildProcess: Sendable {
  /// Where one of its standard streams leads.
  package enum Stream: Sendable {
    /// To where this process's leads.
    case inherited
    /// To `/dev/null`.
    case nowhere
    /// Nowhere at all: the stream is closed.
    case closed
    case handle(FileHandle)
    /// To the end of a file, which is made where it is missing.
    case file(String)
  }

  /// One thing at a time, so that no process inherits a pipe that is not marked yet.
  fileprivate static let starting = NSLock()

  /// What the system calls it.
  package let identifier: pid_t
  private let ending = Guarded<Int32?>(nil)

  /// Starts it.
  ///
  /// - Parameters:
  ///   - command: The path of the program, and its arguments.
  ///   - variables: What is set in its environment besides this process's; nil takes one away.
  ///   - folder: The folder to start it in; nil for this process's.
  ///   - input: Its standard input.
  ///   - output: Its standard output.
  ///   - errors: Its standard error.
  /// - Throws: ``StudyFailure`` where the system does not start it.
  package init(
    _ command: [String],
    setting variables: [String: String?] = [:],
    in folder: String? = nil,
    input: Stream = .nowhere,
    output: Stream = .inherited,
    errors: Stream = .inherited
  ) throws {
    #if os(macOS)
    var actions: posix_spawn_file_actions_t? = nil
    var attributes: posix_spawnattr_t? = nil
    // What was opened without a word of it is closed.
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for (stream, number) in [
      (input, STDIN_FILENO), (output, STDOUT_FILENO), (errors, STDERR_FILENO),
    ] {
      switch stream {
      case .inherited:
        #if os(macOS)
        unsafe posix_spawn_file_actions_addinherit_np(&actions, number)
        #endif
        break
      case .nowhere:
        unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
      case .closed: unsafe posix_spawn_file_actions_addclose(&actions, number)
      case .handle(let handle):
        unsafe posix_spawn_file_actions_adddup2(&actions, handle.fileDescriptor, number)
      case .file(let path):
        let mode = O_WRONLY | O_CREAT | O_APPEND
        unsafe posix_spawn_file_actions_addopen(&actions, number, path, mode, 0o600)
      }
    }
    // A terminal's commands find signals as the system has them; threads of Dispatch block them.
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

    var environment = ProcessInfo.processInfo.environment
    for (name, value) in variables { environment[name] = value }
    let command =
      folder.map { ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", $0] + command } ?? command
    var words = unsafe command.map { unsafe strdup($0) } + [nil]
    var settings = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      for index in unsafe words.indices { unsafe free(words[index]) }
      for index in unsafe settings.indices { unsafe free(settings[index]) }
    }
    var identifier: pid_t = 0
    let code = ChildProcess.starting.withLock {
      unsafe posix_spawn(&identifier, command[0], &actions, &attributes, &words, &settings)
    }
    guard code == 0 else { throw StudyFailure("\(command[0]) cannot be started: errno \(code)") }
    self.identifier = identifier
  }

  deinit {
    guard isRunning else { return }
    signal(SIGKILL)
    _ = wait()
  }

  package var isRunning: Bool { status == nil }

  /// What it ended with, negative where that was a signal; nil while it runs.
  package var status: Int32? {
    ending.withLock { ending in
      if let ending { return ending }
      var status: Int32 = 0
      switch unsafe waitpid(identifier, &status, WNOHANG) {
      case identifier: ending = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
      // Somebody else took it.
      case -1 where errno == ECHILD: ending = .max
      default: break
      }
      return ending
    }
  }

  /// Waits for its end.
  ///
  /// - Returns: What it ended with, negative where that was a signal.
  @discardableResult
  package func wait() -> Int32 {
    while true {
      if let status { return status }
      // Without the lock, and so without taking the end that tells `status`.
      var information = unsafe siginfo_t()
      _ = unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT)
    }
  }

  /// The same, for a task.
  package func end() async -> Int32 {
    await withCheckedContinuation { answer in
      Thread.detachNewThread { answer.resume(returning: self.wait()) }
    }
  }

  /// Sends it a signal, if it still runs.
  package func signal(_ number: Int32) {
    ending.withLock { ending in
      // Its number may be another process's as soon as its end was taken.
      if ending == nil { _ = kill(identifier, number) }
    }
  }

  /// Runs a command to its end.
  ///
  /// - Returns: What it ended with, and what it wrote to standard output, and to standard error unless
  ///   that leads elsewhere.
  package static func run(
    _ command: [String],
    setting variables: [String: String?] = [:],
    errors: Stream? = nil
  ) throws -> (status: Int32, output: [UInt8]) {
    let pipe = try StreamPipe()
    let process = try ChildProcess(
      command,
      setting: variables,
      output: .handle(pipe.writing),
      errors: errors ?? .handle(pipe.writing)
    )
    try pipe.writing.close()
    let output = try pipe.reading.readRest()
    return (process.wait(), output)
  }
}

/// A pipe of which no process that is started gets an end that it is not given, `pipe(2)`.
package struct StreamPipe: Sendable {
  package let reading: FileHandle
  package let writing: FileHandle

  package init() throws {
    var ends: [Int32] = [-1, -1]
    let code = ChildProcess.starting.withLock {
      guard unsafe pipe(&ends) == 0 else { return errno }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      return 0
    }
    guard code == 0 else { throw StudyFailure("pipe: errno \(code)") }
    reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
  }
}
