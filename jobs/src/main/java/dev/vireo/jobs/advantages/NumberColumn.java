package dev.vireo.jobs.advantages;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * A column of numbers, or of arrays of numbers, read as doubles.
 *
 * @param name for errors
 * @param ordinal its place in a row
 * @param type of the numbers: double, float, long or int
 */
record NumberColumn(String name, int ordinal, DataType type) implements Serializable {

  /** Whether numbers of a type can be read as doubles. */
  static boolean reads(DataType type) {
    return type.equals(DataTypes.DoubleType)
        || type.equals(DataTypes.FloatType)
        || type.equals(DataTypes.LongType)
        || type.equals(DataTypes.IntegerType);
  }

  /** The row's number in a column, which may be missing as a whole: null. */
  static OptionalDouble number(NumberColumn column, InternalRow row) {
    return column == null || row.isNullAt(column.ordinal)
        ? OptionalDouble.empty()
        : OptionalDouble.of(column.number(row));
  }

  private double number(InternalRow row) {
    if (type.equals(DataTypes.DoubleType)) {
      return row.getDouble(ordinal);
    }
    if (type.equals(DataTypes.FloatType)) {
      return (double) row.getFloat(ordinal);
    }
    return type.equals(DataTypes.LongType)
        ? (double) row.getLong(ordinal)
        : (double) row.getInt(ordinal);
  }

  /**
   * The row's numbers in a column, which may be missing as a whole: null.
   *
   * @throws InputException if one of them is null
   */
  static Optional<double[]> numbers(NumberColumn column, InternalRow row) {
    return column == null || row.isNullAt(column.ordinal)
        ? Optional.empty()
        : Optional.of(column.numbers(row));
  }

  private double[] numbers(InternalRow row) {
    ArrayData array = row.getArray(ordinal);
    int count = array.numElements();
    for (int i = 0; i < count; i++) {
      // In bulk, a null would come out as a zero.
      if (array.isNullAt(i)) {
        throw new InputException(name + "[" + i + "] is null, not a finite number");
      }
    }
    if (type.equals(DataTypes.DoubleType)) {
      return array.toDoubleArray();
    }
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = element(array, i);
    }
    return numbers;
  }

  private double element(ArrayData array, int index) {
    if (type.equals(DataTypes.FloatType)) {
      return array.getFloat(index);
    }
    return type.equals(DataTypes.LongType)
        ? (double) array.getLong(index)
        : (double) array.getInt(index);
  }
}
