import React, { useEffect, useRef, useState, type ReactNode } from 'react';

interface Props {
  /** Kept free until then, in pixels, so that the page does not jump. */
  minHeight: number;
  children: ReactNode;
}

/** Renders its content once it first comes near the window: what nobody scrolls to is not asked for. */
export function WhenSeen({ minHeight, children }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(typeof IntersectionObserver === 'undefined');
  useEffect(() => {
    const element = place.current;
    if (seen || !element) {
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) {
          setSeen(true);
        }
      },
      { rootMargin: '100px' }
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [seen]);
  return (
    <div ref={place} style={seen ? undefined : { minHeight }}>
      {seen ? children : null}
    </div>
  );
}
