/** What fills parts of drawings that were not observed, or observed by somebody impaired. */

export function Hatching() {
  return (
    <defs>
      <pattern id="hatched" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line className="stroke" x1="0" y1="0" x2="0" y2="7" />
      </pattern>
      <pattern id="crossed" width="6" height="6" patternUnits="userSpaceOnUse">
        <path className="stroke" d="M0 0L6 6M6 0L0 6" />
      </pattern>
    </defs>
  );
}
