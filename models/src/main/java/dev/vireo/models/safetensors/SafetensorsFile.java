package dev.vireo.models.safetensors;

import dev.vireo.algorithms.InputException;
import dev.vireo.models.parameters.FloatFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;

/**
 * A safetensors file open for reading. Opening it validates the whole header. Tensors are then read
 * one at a time, large ones in pieces, so neither files nor tensors are limited to 2 GiB. Safe for
 * use by several threads.
 */
public final class SafetensorsFile implements AutoCloseable {
  /** Bytes read at a time: a multiple of every element size, and few enough for one buffer. */
  private static final long PIECE = 1L << 22;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long piece;
  private ByteBuffer buffer;

  private SafetensorsFile(Path path, FileChannel channel, SafetensorsHeader header, long piece) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    this.piece = piece;
  }

  /**
   * Opens a file and validates its header.
   *
   * @throws InputException if there is no such file or its header is not valid
   * @throws UncheckedIOException if it cannot be read
   */
  public static SafetensorsFile open(Path path) {
    return open(path, PIECE);
  }

  static SafetensorsFile open(Path path, long piece) {
    if (Files.isDirectory(path)) {
      throw new InputException("Cannot read " + path + ": it is a directory");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      SafetensorsFile file =
          new SafetensorsFile(path, channel, SafetensorsHeader.read(path, channel), piece);
      channel = null;
      return file;
    } catch (NoSuchFileException e) {
      throw new InputException("Cannot read " + path + ": there is no such file", e);
    } catch (IOException e) {
      throw cannotRead(path, e);
    } finally {
      closeQuietly(channel);
    }
  }

  /** The file's path. */
  public Path path() {
    return path;
  }

  /** All tensors by name. */
  public SortedMap<String, TensorInfo> tensors() {
    return Collections.unmodifiableSortedMap(header.tensors());
  }

  /** The file's metadata, such as {@code format = pt}. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /**
   * Copies a floating-point tensor into an array, widened to float32.
   *
   * @param target the array to fill
   * @throws InputException if there is no such tensor or it is not stored as F32, F16 or BF16
   */
  public void read(String name, float[] target) {
    read(name, FloatBuffer.wrap(target));
  }

  /**
   * Copies a floating-point tensor to a buffer's position, widened to float32, and advances the
   * position.
   *
   * @throws InputException if there is no such tensor or it is not stored as F32, F16 or BF16
   */
  public void read(String name, FloatBuffer target) {
    read(tensor(name), target, false);
  }

  /**
   * The same of a model's weights, each of which must be a finite number: a single NaN would be in
   * all that the model computes, and reported where nobody knows of the file any more.
   *
   * @throws InputException also if a value is NaN or infinite; it names file, tensor and element
   */
  public void readWeights(String name, FloatBuffer target) {
    read(tensor(name), target, true);
  }

  private synchronized void read(TensorInfo tensor, FloatBuffer target, boolean weights) {
    FloatFormat format = format(tensor);
    long elements = tensor.elements();
    if (elements > target.remaining()) {
      throw new IllegalArgumentException(
          tensor.name() + " has " + elements + " elements, room is for " + target.remaining());
    }
    for (long begin = tensor.begin(); begin < tensor.end(); begin += piece) {
      ByteBuffer bytes = bytes(tensor, begin, Math.min(piece, tensor.end() - begin));
      boolean sound = !weights || FiniteBits.areAll(format, bytes);
      int from = target.position();
      decode(format, bytes, target);
      if (!sound) {
        throw notFinite(tensor, target, from, (begin - tensor.begin()) / format.bytes());
      }
    }
  }

  private InputException notFinite(TensorInfo tensor, FloatBuffer target, int from, long before) {
    int at = from;
    while (Float.isFinite(target.get(at))) {
      at++;
    }
    return new InputException(
        "Cannot use the weights in %s: element %d of tensor %s is %s; copy or download the model again, or train it again with a lower learning rate"
            .formatted(
                path, before + at - from, SafetensorsHeader.quote(tensor.name()), target.get(at)));
  }

  /**
   * The value of a tensor that holds a single 64-bit integer.
   *
   * @throws InputException if there is no such tensor
   */
  public synchronized long readLong(String name) {
    TensorInfo tensor = tensor(name);
    if (!tensor.type().equals("I64") || tensor.elements() != 1) {
      throw SafetensorsHeader.broken(
          path, name, "it should be one I64, not " + tensor.type() + " " + tensor.shape());
    }
    return bytes(tensor, tensor.begin(), Long.BYTES).getLong();
  }

  /**
   * The format in which a tensor is stored.
   *
   * @throws InputException if there is no such tensor or it is not stored as F32, F16 or BF16
   */
  public FloatFormat format(String name) {
    return format(tensor(name));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw cannotRead(path, e);
    }
  }

  /**
   * The header's entry for a tensor.
   *
   * @throws InputException if there is no such tensor
   */
  public TensorInfo tensor(String name) {
    TensorInfo tensor = header.tensors().get(name);
    if (tensor == null) {
      throw SafetensorsHeader.broken(path, name, "the file does not hold it");
    }
    return tensor;
  }

  private FloatFormat format(TensorInfo tensor) {
    for (FloatFormat format : FloatFormat.values()) {
      if (format.typeName().equals(tensor.type())) {
        return format;
      }
    }
    throw SafetensorsHeader.broken(
        path,
        tensor.name(),
        "it is stored as "
            + tensor.type()
            + "; only F32, F16 and BF16 can be read, so convert the model to one of them");
  }

  /**
   * Some of a tensor's bytes, until the next call. Read rather than mapped: what is mapped counts
   * as the process's memory, and ends the process if the file is cut short meanwhile.
   */
  private ByteBuffer bytes(TensorInfo tensor, long begin, long length) {
    if (buffer == null || buffer.capacity() < length) {
      buffer = ByteBuffer.allocateDirect((int) length).order(ByteOrder.LITTLE_ENDIAN);
    }
    buffer.clear().limit((int) length);
    try {
      while (buffer.hasRemaining()) {
        long position = header.dataStart() + begin + buffer.position();
        if (channel.read(buffer, position) < 0) {
          throw SafetensorsHeader.broken(
              path, tensor.name(), "the file has been cut short since it was opened");
        }
      }
    } catch (IOException e) {
      throw cannotRead(path, e);
    }
    return buffer.flip();
  }

  private static void decode(FloatFormat format, ByteBuffer bytes, FloatBuffer target) {
    switch (format) {
      case FLOAT32 -> target.put(bytes.asFloatBuffer());
      case FLOAT16 -> {
        ShortBuffer shorts = bytes.asShortBuffer();
        while (shorts.hasRemaining()) {
          target.put(FloatFormat.float16ToFloat(shorts.get()));
        }
      }
      case BFLOAT16 -> {
        ShortBuffer shorts = bytes.asShortBuffer();
        while (shorts.hasRemaining()) {
          target.put(FloatFormat.bfloat16ToFloat(shorts.get()));
        }
      }
    }
  }

  private static UncheckedIOException cannotRead(Path path, IOException e) {
    return new UncheckedIOException("Cannot read " + path + ": " + e.getMessage(), e);
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException ignored) {
        // The error that made opening fail is the one to report.
      }
    }
  }
}
