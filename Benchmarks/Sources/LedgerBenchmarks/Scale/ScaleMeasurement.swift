import Foundation

/// What was measured of a ledger of one size.
struct ScaleMeasurement: Encodable {
  let events: Int
  let tickets: Int
  /// Validated commands in durable commits of 10,000.
  let appendedEventsPerSecond: Double
  /// Into the core projections, on one core.
  let replayedEventsPerSecond: Double
  /// The same, where a second core reads ahead.
  let replayedAheadEventsPerSecond: Double
  /// From the start of a process to its first answer, with a checkpoint of the projections.
  let openMilliseconds: Double
  /// The median time of the history of a ticket at random, in the page cache.
  let pointReadMicroseconds: Double
  /// The most memory of its own that a process has that replays the log; nil where the system does not
  /// tell.
  let peakMemoryInBytes: Int?
  /// What the core projections and the table of tickets hold.
  let viewInBytes: Double
  /// The whole folder, a checkpoint among it.
  let bytesPerEvent: Double
  /// Microseconds that the disk took for 4 KiB while the events were appended.
  let fsyncMicroseconds: Double

  /// The figures in one line, for progress.
  var line: String {
    zip(ScaleMeasurement.title, row).map { "\($0) \($1)" }.joined(separator: ", ")
  }

  static let title = [
    "events", "append/s", "replay/s", "ahead/s", "open ms", "history µs", "peak MiB", "view MiB",
    "bytes/event",
    "fsync µs",
  ]

  /// The figures in the order of the title.
  var row: [String] {
    [
      String(events), text(appendedEventsPerSecond), text(replayedEventsPerSecond),
      text(replayedAheadEventsPerSecond), text(openMilliseconds, 1), text(pointReadMicroseconds, 2),
      peakMemoryInBytes.map { text(Double($0) / 1_048_576) } ?? "", text(viewInBytes / 1_048_576),
      text(bytesPerEvent, 1), text(fsyncMicroseconds),
    ]
  }

  private func text(_ figure: Double, _ digits: Int = 0) -> String {
    figure.formatted(.number.grouping(.never).precision(.fractionLength(digits)))
  }
}
