import { describe, expect, it } from 'vitest'
import { maskAddress, maskDeep, maskFreeText, maskIdNumber, maskName, maskPhone } from './masking.ts'

describe('masking', () => {
  it('X30 fields are masked as domain.md §7.2 says', () => {
    expect([maskName('张三'), maskName('欧阳娜娜')]).toEqual(['张*', '欧阳*'])
    expect([maskPhone('13812345678'), maskPhone('+86 138 1234 5678'), maskPhone('0756-2221234')]).toEqual([
      '138****5678',
      '138****5678',
      '0756-***1234',
    ])
    expect(maskIdNumber('440402199001011234')).toBe('4404**********1234')
    expect(maskAddress('香洲区翠香街道紫荆路88号3栋501')).toBe('香洲区翠香街道***')
  })
  it('X31 phone and identity numbers leave a free text however they are written', () => {
    for (const [text, masked] of [
      ['请联系13812345678张先生', '请联系138****5678张先生'],
      ['tel:+86-138-1234-5678', 'tel:138****5678'],
      ['电话１３８１２３４５６７８。', '电话138****5678。'],
      ['打 138 1234 5678 或 0756-3331234', '打 138****5678 或 0756-***1234'],
      ['身份证44040219900101123X', '身份证4404**********123X'],
      ['(0756)3331234', '0756-***1234'],
    ] as const)
      expect(maskFreeText(text).text).toBe(masked)
    expect(maskFreeText('13812345678 44040219900101123x').found).toEqual([
      { field: 'idNumber', value: '44040219900101123x' },
      { field: 'phone', value: '13812345678' },
    ])
  })
  it('X32 case numbers, times, amounts and coordinates stay', () => {
    for (const text of [
      '案件4404022026070100001号',
      '2026-07-01 08:00:00',
      '1751328000000',
      '113.576543,22.270715',
      '积水15厘米，12345热线',
      '工单202607011234567890',
    ])
      expect(maskFreeText(text)).toEqual({ text, found: [] })
  })
  it('X33 a whole body is masked, its ids and instants are not touched', () => {
    const body = {
      commandId: '13812345678',
      text: '13812345678',
      at: '2026-07-01T00:00:00Z',
      photos: [{ id: '13912345678', note: '13912345678' }],
      n: 13812345678,
    }
    const { value, found } = maskDeep(body)
    expect(value).toEqual({ ...body, text: '138****5678', photos: [{ id: '13912345678', note: '139****5678' }] })
    expect(found).toHaveLength(2)
  })
})
