/// Takes the time of what is measured.
enum Stopwatch {
  /// How many a second, of so many that a body does.
  static func rate(of count: Int, _ body: () throws -> Void) rethrows -> Double {
    Double(count) / (try seconds(body))
  }

  /// How many a second, of so many that a body does.
  static func awaitedRate(
    of count: Int,
    _ body: () async throws -> Void
  ) async rethrows -> Double {
    Double(count) / (try await awaitedSeconds(body))
  }

  /// The seconds that a body takes.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  /// The seconds that a body takes.
  static func awaitedSeconds(_ body: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await body()
    return (ContinuousClock.now - start) / .seconds(1)
  }
}
