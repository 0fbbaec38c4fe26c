package dev.vireo.jobs.data.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VariableWidthFieldVector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Cells of Arrow's columns as {@link Values}. */
final class ArrowValues {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final long MILLIS = 1_000;
  private static final long MICROS = 1_000_000;
  private static final long NANOS = 1_000_000_000L;

  private ArrowValues() {}

  static JsonNode value(FieldVector column, int row) throws CharacterCodingException {
    if (column.isNull(row)) {
      return NullNode.instance;
    }
    if (column instanceof StructVector struct) {
      return object(struct, row);
    }
    if (column instanceof MapVector map) {
      return map(map, row);
    }
    if (column instanceof BaseListVector list) {
      return list(list, row);
    }
    if (column instanceof ExtensionTypeVector<?> extension) {
      return value((FieldVector) extension.getUnderlyingVector(), row);
    }
    if (column instanceof BaseIntVector whole) {
      return Values.number(whole(whole, row));
    }
    if (column instanceof VariableWidthFieldVector bytes) {
      return Values.utf8(bytes.get(row));
    }
    return other(column, row);
  }

  /** Without the fields that are null: a column has the fields of all its rows. */
  private static JsonNode object(StructVector struct, int row) throws CharacterCodingException {
    ObjectNode object = NODES.objectNode();
    for (FieldVector child : struct.getChildrenFromFields()) {
      JsonNode value = value(child, row);
      if (!value.isNull()) {
        object.set(child.getName(), value);
      }
    }
    return object;
  }

  private static JsonNode list(BaseListVector list, int row) throws CharacterCodingException {
    ArrayNode array = NODES.arrayNode();
    FieldVector values = list.getChildrenFromFields().get(0);
    for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
      array.add(value(values, i));
    }
    return array;
  }

  private static JsonNode map(MapVector map, int row) throws CharacterCodingException {
    ObjectNode object = NODES.objectNode();
    StructVector entries = (StructVector) map.getDataVector();
    FieldVector keys = entries.getChildrenFromFields().get(0);
    FieldVector values = entries.getChildrenFromFields().get(1);
    for (int i = map.getElementStartIndex(row); i < map.getElementEndIndex(row); i++) {
      object.set(String.valueOf(Values.text(value(keys, i))), value(values, i));
    }
    return object;
  }

  private static String whole(BaseIntVector column, int row) {
    long value = column.getValueAsLong(row);
    ArrowType.Int type = (ArrowType.Int) column.getField().getType();
    if (type.getIsSigned()) {
      return Long.toString(value);
    }
    return type.getBitWidth() == Long.SIZE
        ? Long.toUnsignedString(value)
        : Long.toString(value & ((1L << type.getBitWidth()) - 1));
  }

  private static JsonNode other(FieldVector column, int row) throws CharacterCodingException {
    if (column instanceof BitVector bit) {
      return Values.bool(bit.get(row) != 0);
    }
    if (column instanceof Float8Vector number) {
      return Values.number(Double.toString(number.get(row)));
    }
    if (column instanceof Float4Vector number) {
      return Values.number(Float.toString(number.get(row)));
    }
    if (column instanceof DecimalVector || column instanceof Decimal256Vector) {
      return Values.number(((BigDecimal) column.getObject(row)).toPlainString());
    }
    if (column instanceof DateDayVector day) {
      return Values.date(day.get(row));
    }
    if (column instanceof DateMilliVector millis) {
      return Values.timestamp(millis.get(row), MILLIS);
    }
    if (column instanceof TimeStampVector time) {
      ArrowType.Timestamp type = (ArrowType.Timestamp) column.getField().getType();
      return Values.timestamp(time.get(row), perSecond(type.getUnit()));
    }
    if (column instanceof FixedSizeBinaryVector bytes) {
      return Values.utf8(bytes.get(row));
    }
    return time(column, row);
  }

  private static JsonNode time(FieldVector column, int row) {
    if (column instanceof TimeSecVector time) {
      return Values.time(time.get(row), 1);
    }
    if (column instanceof TimeMilliVector time) {
      return Values.time(time.get(row), MILLIS);
    }
    if (column instanceof TimeMicroVector time) {
      return Values.time(time.get(row), MICROS);
    }
    if (column instanceof TimeNanoVector time) {
      return Values.time(time.get(row), NANOS);
    }
    throw new IllegalArgumentException(
        "column '%s' is %s, which cannot be converted to text"
            .formatted(column.getName(), column.getField().getType()));
  }

  private static long perSecond(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 1;
      case MILLISECOND -> MILLIS;
      case MICROSECOND -> MICROS;
      case NANOSECOND -> NANOS;
    };
  }
}
