package dev.vireo.jobs.data.source;

import dev.vireo.schemas.DatasetType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/** Records as bytes and back, by Avro's binary encoding. Used by one thread. */
final class RecordBytes<T extends SpecificRecordBase> {
  private final SpecificDatumWriter<T> writer;
  private final SpecificDatumReader<T> reader;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private BinaryEncoder encoder;
  private BinaryDecoder decoder;

  RecordBytes(DatasetType<T> type) {
    this.writer = new SpecificDatumWriter<>(type.schema());
    this.reader = new SpecificDatumReader<>(type.schema());
  }

  byte[] of(T row) {
    try {
      bytes.reset();
      encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
      writer.write(row, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The record in {@code of}, from a place on. */
  T record(byte[] of, int from) {
    try {
      decoder = DecoderFactory.get().binaryDecoder(of, from, of.length - from, decoder);
      return reader.read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
