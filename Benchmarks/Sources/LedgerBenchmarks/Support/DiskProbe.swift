import Foundation

/// Measures what the disk takes to make 4 KiB durable: the floor under every durable commit.
@safe struct DiskProbe: ~Copyable {
  private static let blockSizeInBytes = 4_096
  private static let blockCount = 256

  private let descriptor: Int32
  private let block = [UInt8](repeating: 7, count: DiskProbe.blockSizeInBytes)
  private var next = 0
  private var microseconds: [Double] = []

  /// Makes a file of 1 MiB in a folder; it has no name, and goes with this value.
  ///
  /// - Throws: What the file system says.
  init(in folder: String) throws {
    let path = folder + "/disk-probe"
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    unsafe unlink(path)
    for _ in 0..<DiskProbe.blockCount { try writeNext() }
    guard fsync(descriptor) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  deinit {
    close(descriptor)
  }

  /// The median of all samples in microseconds.
  ///
  /// - Precondition: There is a sample.
  var median: Double { microseconds.median }

  /// Writes and syncs some blocks in place, one by one.
  mutating func sample(_ count: Int = 25) throws {
    for _ in 0..<count {
      let start = ContinuousClock.now
      try writeNext()
      guard DiskProbe.sync(descriptor) == 0 else { throw CocoaError(.fileWriteUnknown) }
      microseconds.append((ContinuousClock.now - start) / .microseconds(1))
    }
  }

  private mutating func writeNext() throws {
    let offset = off_t(next % DiskProbe.blockCount * DiskProbe.blockSizeInBytes)
    let written = unsafe block.withUnsafeBytes { bytes in
      unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, offset)
    }
    guard written == DiskProbe.blockSizeInBytes else { throw CocoaError(.fileWriteUnknown) }
    next += 1
  }

  /// The call that LMDB itself makes durable with.
  private static func sync(_ descriptor: Int32) -> Int32 {
    #if canImport(Darwin)
    fcntl(descriptor, F_FULLFSYNC)
    #else
    fdatasync(descriptor)
    #endif
  }
}
